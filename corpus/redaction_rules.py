"""Patterns and word lists of `corpus.redaction`; pure."""

import re

_CAP = r"[^\W\d_a-zà-ÿ][\w'’&.-]*\w"
_CAPS = rf"{_CAP}(?:[ ]{_CAP}){{0,3}}"

EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} ?(?:@|\[at\]|\(at\)|\[arobase\]|\(arobase\)) ?[\w-]{1,63}"
    r"(?:\.[\w-]{1,63})*\.[a-z]{2,24}(?!\w)",
    re.I,
)
_GAP = r"[  .\-]"
PHONES = (
    re.compile(
        rf"(?<![\w+])(?:(?:\+|00) ?33{_GAP}?(?:\(0\){_GAP}?)?|0)[1-9]"
        r"(?P<gap>[  .\-/]{0,2})\d\d(?:(?P=gap)\d\d){3}(?!\d)"
    ),
    re.compile(r"(?<![\w+])(?:(?:\+|00) ?33 ?(?:\(0\) ?)?|0)[1-9](?: ?\d){8}(?!\d)"),
    re.compile(r"(?<![\w+])(?:\+|00)[1-9]\d{0,2}(?:[  .()/-]{0,2}\d){7,12}(?!\d)"),
)
_PLATFORMS = (
    r"(?:twitter|x|facebook|fb|instagram|tiktok|threads|linkedin|youtube|snapchat|discord|bsky|pinterest|strava)"
    r"\.(?:com|net|app|gg)|fb\.me|t\.me|wa\.me|youtu\.be|m\.me|bsky\.app|lnkd\.in"
)
PROFILE = re.compile(
    rf"(?:https?://|(?<![\w.@/-]))(?P<host>(?:[a-z-]{{1,12}}\.)?(?:{_PLATFORMS}))(?P<path>/[^\s<>\"«»]+)"
    r"|https?://(?P<host2>[^\s<>\"«»/]+)(?P<path2>/(?:users/|u/|profil[es]?/|members?/|membres?/|@)[^\s<>\"«»]+)",
    re.I,
)
LINK = re.compile(
    r"(?:https?://|(?<![\w.@/-])(?=www\.))(?:[^\s<>\"«»/@]+@)?(?P<host>[\w.-]+)(?::\d+)?(?P<path>[/?#][^\s<>\"«»]*)"
    r"(?P<host2>)(?P<path2>)",
    re.I,
)
NIR = re.compile(
    r"(?<!\d)[1278][  .-]?\d\d[  .-]?(?:0[1-9]|1[0-2]|[2-9]\d)[  .-]?(?:\d\d|2[ABab])[  .-]?\d{3}[  .-]?\d{3}"
    r"(?:[  .-]{0,3}\d\d)?(?!\d)"
)
IBAN_START = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{2})\d\d(?=[  -]?[A-Za-z0-9])")
IBAN_LENGTHS = {
    "AD": 24, "AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
    "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HR": 21, "HU": 28, "IE": 22, "IT": 27, "LI": 21, "LT": 20, "LU": 20,
    "LV": 21, "MA": 28, "MC": 27, "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SI": 19,
    "SK": 24, "SM": 27, "TN": 24, "TR": 26,
}  # fmt: skip

_NUMBER = r"(?<![\w/.,-])\d{1,4}(?: ?(?:bis|ter|quater|[a-dA-D](?!\w)))?,? +"
_WAY = (
    r"rue|avenue|av\.?|boulevard|bd|bld|allées?|chemin|impasse|square|quai|résidence|lotissement|hameau|faubourg|sente"
)
_SOFT_WAY = r"place|route|cours|passage|cité|villa|domaine|clos|traverse|montée"
_LINKS = r"(?:(?:de la|de|du|des|la|le|les|aux?)[ ]+|de l['’]|d['’]|l['’])"
_TOWN = r"(?:,? *(?:à +)?\d{5}(?: +[^\W\d_a-zà-ÿ][\w'’-]*(?: [^\W\d_a-zà-ÿ][\w'’-]*){0,3})?)?"
_NEXT = rf"(?:[ -](?:(?:de la|de|du|des|et) |d['’]|l['’])?{_CAP}){{0,4}}{_TOWN}"
ADDRESSES = (
    re.compile(rf"{_NUMBER}(?i:{_WAY}) +(?i:{_LINKS})?[\w'’-]+{_NEXT}"),
    re.compile(rf"{_NUMBER}(?i:{_SOFT_WAY}) +(?i:{_LINKS})?{_CAP}{_NEXT}"),
    re.compile(r"(?<![\w/.,-])\d{1,5} (?:[A-Z][a-z]+ ){1,3}(?:Street|St|Road|Rd|Lane|Drive|Avenue|Court|Close)\b\.?"),
)  # fmt: skip

_LONG_TITLES = (
    r"madame|mesdames|monsieur|messieurs|mademoiselle|docteure?|dr\.?|drs|professeure?|prof\.?|pr\.?|maître|mme\.?|mmes|mlle"
    r"|melle|mr\.?|mrs\.?|miss|mister|doctor|professor|mamie|mamy|mémé|papy|papi|pépé|tante|tata|oncle|tonton|sœur|père"
)
_NAME = r"(?:(?:de|du|van|von|el|ben|da) )?[^\W\d_a-zà-ÿ][^\W\d_]+(?:[-'’][^\W\d_]+)*"
TITLED = re.compile(
    rf"(?<![\w@#-])(?:(?i:{_LONG_TITLES})|M\.?|MM\.?|Me|Ms\.?)[  ]+(?P<name>{_NAME}(?:[  ]{_NAME}){{0,2}})(?![\w])"
)
SHORT_TITLED = re.compile(
    r"(?<![\w@#-])(?:mme|mlle|melle|mr|dr)\.?[  ](?P<name>[a-zà-ÿ]{3,}(?:-[a-zà-ÿ]{2,})?)(?![\w'’])", re.I
)
NOT_A_NAME = frozenset(
    """
    le la les l un une des de du et ou est a au aux en y ne pas je tu il elle on nous vous ils elles se s sa son
    ses ma mon mes ta ton tes notre votre leur leurs ce cette ces cet ca cela qui que quoi dont dans sur sous
    pour par avec sans chez vers mais donc or ni car si plus moins tres trop bien mal tout toute tous toutes
    etait etaient sera serait fait faisait dit disait veut voulait peut pouvait doit devait va allait vient
    venait met mettait prend demande habite vit mange dort tombe crie pleure refuse parle appelle apres avant
    pendant depuis quand comme alors aussi encore toujours jamais deja hier demain aujourd bonjour bonsoir merci
    svp stp moi toi lui eux ici oui non rien personne chacun aurait avait avoir etre sont ont suis sommes etes
    directeur directrice maire president presidente ministre prefet prefete juge depute deputee senateur
    senatrice responsable patron patronne chef cheffe coordinatrice coordinateur infirmiere infirmier medecin
    docteur docteure madame monsieur mme lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier
    mars avril mai juin juillet aout septembre octobre novembre decembre noel dieu seigneur covid you is was and
    the has had will can president minister generaliste traitant remplacant remplacante medecins age agee vous
    meme seule seul malade alzheimer parkinson toutes ordinateur google pharmacie conseil retraite retraitee
    secteur
    """.split()  # noqa: SIM905
)  # fmt: skip

_ORGS = (
    r"association|asso|société|entreprise|boîte|boite|agence|cabinet|clinique|polyclinique|hôpital|hopital"
    r"|centre hospitalier|centre de santé|CHU|CHR|CHRU|CH|EHPAD|ephad|SAAD|SSIAD|SPASAD|ADMR|MARPA|MSP"
    r"|maison de santé|maison de retraite"
    r"|résidence|foyer|CCAS|CIAS|fondation|mutuelle|crèche|structure"
)
_OF = r"(?:(?:de la|du|des|de|les|le|la)[ ]|de l['’]|d['’]|l['’])?"
_AT_WORK = (
    r"(?:travaill\w+|bosse\w*|embauch\w+|salariée?s?|employée?s?|en CDI|en CDD|en poste|en stage|stage|apprentissage"
    r"|mission|remplac\w+|postul\w+|démissionn\w+|licenciée?|formée?|interne|works?|worked|working|employed|job)"
)
EMPLOYERS = (
    re.compile(rf"(?<![\w-])(?i:{_ORGS})[ ]{_OF}[«\"“ ]{{0,2}}(?P<name>{_CAPS})"),
    re.compile(
        rf"(?<!\w)(?i:{_AT_WORK})(?:[ ]\w+){{0,3}}?[ ](?i:chez|pour|au sein de la|au sein de|for|at)[ ]"
        rf"{_OF}[«\"“ ]{{0,2}}(?P<name>{_CAPS})"
    ),
    re.compile(rf"(?<!\w)chez[ ](?P<name>{_CAPS})"),
)
NOT_AN_EMPLOYER = NOT_A_NAME | frozenset(
    """
    m mr mme mmes mlle melle monsieur mademoiselle dr pr me mes papa maman mamie papy ehpad admr saad ssiad ccas
    chu facebook twitter whatsapp youtube instagram paris france europe hopital nationale national regional
    regionale generale general medicale medical
    """.split()  # noqa: SIM905
)  # fmt: skip
ORG_ARTICLES = frozenset({"le", "la", "les", "l", "l'", "l’", "un", "une", "the"})
# Without one of these words the rule of the kind finds nothing; those of the second table count with a capital only.
TRIGGERS = {
    "titled_name": frozenset(
        """
    madame mesdames monsieur messieurs mademoiselle docteur docteure dr drs professeur professeure prof pr
    maître mme mmes mlle melle mr mrs miss mister doctor professor mamie mamy mémé papy papi pépé tante tata
    oncle tonton sœur père
    """.split()  # noqa: SIM905
    ),
    "employer": frozenset(
        """
    association asso société entreprise boîte boite agence cabinet clinique polyclinique hôpital hopital
    hospitalier santé chu chr chru ehpad ephad saad ssiad spasad admr marpa msp retraite résidence foyer ccas
    cias fondation mutuelle crèche structure chez sein works worked working employed travaille travaillé
    travaillais travaillait bosse bossé bossais remplace remplaçais embauchée embauché salariée salarié employée
    employé démissionné licenciée licencié
    """.split()  # noqa: SIM905
    ),
}  # fmt: skip
CAPITAL_TRIGGERS = {"titled_name": frozenset({"M", "MM", "Me", "Ms"}), "employer": frozenset({"CH"})}
