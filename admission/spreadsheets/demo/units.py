"""The organisations of the invented Party committee: every kind of chain there is."""

from dataclasses import dataclass

from admission.domain.facts import Chain
from members.models import OrganizationKind
from members.models.organization import BRANCH_KINDS

ROOT_CODE = "TH"


@dataclass(frozen=True, slots=True)
class Unit:
    """One organisation; `above`: the code of the one above it, empty for the committee at the top."""

    code: str
    name: str
    kind: OrganizationKind
    above: str = ROOT_CODE
    decides: bool = False

    @property
    def is_branch(self) -> bool:
        return self.kind in BRANCH_KINDS


_K = OrganizationKind
UNITS: tuple[Unit, ...] = (
    Unit("TH", "Đảng ủy Khối Hoa Sen (tập dượt)", _K.PARTY_COMMITTEE, above="", decides=True),
    # A full chain for the first two branches: sectional committee, grassroots committee, committee.
    Unit("TH-CS1", "Đảng ủy cơ sở Văn phòng Hoa Sen (tập dượt)", _K.GRASSROOTS_COMMITTEE),
    Unit("TH-BP1", "Đảng ủy bộ phận Khối tham mưu Hoa Sen (tập dượt)", _K.SECTIONAL_COMMITTEE, above="TH-CS1"),
    Unit("TH-CB01", "Chi bộ Vụ Tổng hợp", _K.BRANCH, above="TH-BP1"),
    Unit("TH-CB02", "Chi bộ Vụ Pháp chế", _K.BRANCH, above="TH-BP1"),
    Unit("TH-CB03", "Chi bộ Cục Quản trị", _K.BRANCH, above="TH-CS1"),
    Unit("TH-CB04", "Chi bộ Trung tâm Tin học", _K.BRANCH, above="TH-CS1"),
    Unit("TH-CS2", "Đảng ủy cơ sở Trường Cao đẳng Hoa Sen (tập dượt)", _K.GRASSROOTS_COMMITTEE),
    Unit("TH-CB05", "Chi bộ Khoa Kinh tế", _K.BRANCH, above="TH-CS2"),
    Unit("TH-CB06", "Chi bộ Khoa Xây dựng", _K.BRANCH, above="TH-CS2"),
    Unit("TH-CB07", "Chi bộ Phòng Đào tạo", _K.BRANCH, above="TH-CS2"),
    Unit("TH-CB08", "Chi bộ Sinh viên", _K.BRANCH, above="TH-CS2"),
    # A grassroots committee to which the right to admit was delegated: it decides itself.
    Unit("TH-CS3", "Đảng ủy cơ sở Bệnh viện Hoa Sen (tập dượt)", _K.GRASSROOTS_COMMITTEE, decides=True),
    Unit("TH-CB09", "Chi bộ Khoa Nội", _K.BRANCH, above="TH-CS3"),
    Unit("TH-CB10", "Chi bộ Khoa Ngoại", _K.BRANCH, above="TH-CS3"),
    Unit("TH-CB11", "Chi bộ Khoa Dược", _K.BRANCH, above="TH-CS3"),
    # A branch that is itself a base organisation: its files go straight to the committee.
    Unit("TH-CB12", "Chi bộ cơ sở Trung tâm Lưu trữ", _K.GRASSROOTS_BRANCH),
)
"""From the top down, as they are added."""

BRANCHES: tuple[Unit, ...] = tuple(unit for unit in UNITS if unit.is_branch)
_BY_CODE = {unit.code: unit for unit in UNITS}


def chain_of(branch: Unit) -> Chain:
    """Give the committees between a branch and the one that decides."""
    kinds = set()
    unit = _BY_CODE[branch.above]
    while not unit.decides:
        kinds.add(unit.kind)
        unit = _BY_CODE[unit.above]
    return Chain(sectional=_K.SECTIONAL_COMMITTEE in kinds, grassroots=_K.GRASSROOTS_COMMITTEE in kinds)
