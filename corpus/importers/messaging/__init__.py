"""Messaging: WhatsApp, Telegram."""

from corpus.importers.messaging import telegram, whatsapp

IMPORTERS = (whatsapp, telegram)
