"""Follow who hears of deadlines: roles, delegations and accounts as they are today."""

from datetime import date

from django.db import connection

from admission.models import AlertHearer
from admission.services.alert_statements import count_anew, sql_day
from members.models import Organization, Role
from members.models.role import ACTING_ROLES

_BATCH = 500
_ROLES = ", ".join(f"'{role}'" for role in (*ACTING_ROLES, Role.INSPECTOR))
# Whoever holds a role today, and to whom it is lent.
_TODAY = f"""
    SELECT r.organization_id, r.role, a.id AS account_id, {{no}} AS is_lent
      FROM members_roleassignment r
      JOIN members_account a ON a.id = r.account_id AND a.is_active
     WHERE r.role IN ({_ROLES}) AND r.voided_at IS NULL
       AND r.from_on <= %(today)s AND (r.until_on IS NULL OR r.until_on >= %(today)s)
     UNION ALL
    SELECT r.organization_id, r.role, a.id, {{yes}}
      FROM members_roleassignment r
      JOIN members_account principal ON principal.id = r.account_id AND principal.is_active
      JOIN members_delegation lent ON lent.assignment_id = r.id AND lent.ended_at IS NULL
           AND lent.from_on <= %(today)s AND lent.until_on >= %(today)s
      JOIN members_account a ON a.id = lent.delegate_id AND a.is_active
     WHERE r.role IN ({_ROLES}) AND r.voided_at IS NULL
       AND r.from_on <= %(today)s AND (r.until_on IS NULL OR r.until_on >= %(today)s)
"""  # noqa: S608 - constants of our own
_COLUMNS = "organization_id, role, account_id, is_lent"
_SAME = " AND ".join(f"known.{column} = now.{column}" for column in _COLUMNS.split(", "))
# Compared by joins that leave out what has a partner: sorting all of both sides takes ten times as long.
_ADD = f"""
INSERT INTO admission_alerthearer ({_COLUMNS})
SELECT DISTINCT now.organization_id, now.role, now.account_id, now.is_lent
  FROM ({{today}}) now
  LEFT JOIN admission_alerthearer known ON {_SAME}
 WHERE known.id IS NULL
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants of our own
_GONE = f"""
SELECT known.id, known.organization_id
  FROM admission_alerthearer known
  LEFT JOIN ({{today}}) now ON {_SAME}
 WHERE now.account_id IS NULL
"""  # noqa: S608 - the same


def follow_hearers(*, today: date) -> list[str] | None:
    """Write down who hears today; give the paths of the organisations at and below which others hear than before.

    None where nobody was known before: then everybody is new. Where the last one went, somebody above may hear instead.
    """
    is_first = not AlertHearer.objects.exists()
    last = AlertHearer.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    truth = ("TRUE", "FALSE") if connection.vendor == "postgresql" else ("1", "0")
    held = _TODAY.format(yes=truth[0], no=truth[1])
    with connection.cursor() as cursor:
        cursor.execute(_GONE.format(today=held), {"today": sql_day(today)})
        gone = cursor.fetchall()
        cursor.execute(_ADD.format(today=held), {"today": sql_day(today)})
        added = cursor.rowcount
        if added > _BATCH:
            count_anew(cursor, "admission_alerthearer")
    for begin in range(0, len(gone), _BATCH):
        AlertHearer.objects.filter(pk__in=[pk for pk, _place in gone[begin : begin + _BATCH]]).delete()
    if is_first:
        return None if added else []
    changed = {organization for _pk, organization in gone}
    if added:
        changed |= set(AlertHearer.objects.filter(pk__gt=last).values_list("organization", flat=True))
    if len(changed) > _BATCH:
        return None
    return list(Organization.objects.filter(pk__in=changed).values_list("path", flat=True))
