"""What the data map and the retention rules are made of."""

from enum import StrEnum


class DataClass(StrEnum):
    """How sensitive a value is. Source: Luật 91/2025/QH15, art. 2 (basic and sensitive personal data)."""

    C1 = "C1"
    """Numbers, units, stages, days: may stand in mail."""
    C2 = "C2"
    """Name, birth date, sex, contact, what a person did: behind sign-in and role."""
    C3 = "C3"
    """Sensitive: masked, encrypted, each view journalled."""


class Purpose(StrEnum):
    ADMISSION = "admission"
    MEMBERSHIP = "membership"
    IDENTITY = "identity"
    STATISTICS = "statistics"
    ACCOUNT = "account"
    ACCOUNTABILITY = "accountability"
    ALERTS = "alerts"
    REQUESTS = "requests"


class Basis(StrEnum):
    """On what the processing rests."""

    PARTY_RULES = "party_rules"
    CONSENT = "consent"
    LEGAL_DUTY = "legal_duty"
    SECURITY = "security"


class Keeping(StrEnum):
    """How long a value is kept: for good, or until a retention rule of the same name takes it away."""

    PARTY_RECORD = "party_record"
    JOURNAL = "journal"
    WHILE_ACCOUNT = "while_account"
    SENSITIVE = "sensitive_fields"
    CONTACT = "account_contact"
    MAIL = "mail_details"
    SESSIONS = "sessions"
    REGISTER = "register"
    PAST_FILES = "past_files"
