"""Messaging: WhatsApp, Telegram."""

from corpus.importers.messaging import telegram, telegram_html, whatsapp

IMPORTERS = (whatsapp, telegram, telegram_html)
