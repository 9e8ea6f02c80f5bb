"""The fields an import knows, and the headings that mean them; everything else in a file is left alone."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from server.imports.order import Kind


@dataclass(frozen=True, slots=True)
class Field:
    """A field and its headings, most certain first, in the form `mapping.heading` gives them."""

    name: str
    headings: tuple[str, ...]
    required: bool = False


def _field(name: str, *headings: str, required: bool = False) -> Field:
    return Field(name, (name.replace("_", ""), *headings), required)


_PLACE: Final = (
    _field("city", "城市", "地市", "所属市", "设区市"),
    _field("district", "区县", "县区", "所属区县", "所属区", "所在区", "辖区", "区", "county", "parent"),
    _field("town", "镇街道", "乡镇街道", "街道乡镇", "镇街", "所属镇街道", "所属乡镇", "所属街道", "所在镇",
           "所属镇", "属地", "乡镇", "街道", "镇", "板块", "township", "street"),
    _field("village", "村社区", "所属村", "所属社区", "行政村", "村居", "社区", "村", "community"),
    _field("town_code", "乡镇代码", "街道代码", "镇代码", "towncode"),
    _field("village_code", "村代码", "社区代码", "villagecode"),
)  # fmt: skip

_ENTERPRISE: Final = (
    _field("name", "企业名称", "单位名称", "生产经营单位名称", "企业全称", "名称", "公司名称", "企业",
           "enterprisename", "companyname", "company", "enterprise", required=True),
    _field("uscc", "统一社会信用代码", "社会信用代码", "信用代码", "统一代码", "信用代码注册号",
           "统一社会信用代码注册号", "unifiedsocialcreditcode", "creditcode"),
    _field("old_reg_no", "工商注册号", "注册号", "营业执照号", "registrationno", "regno"),
    _field("own_code", "企业编码", "企业编号", "单位编号", "内部编号", "档案号", "编码", "code", "ownid"),
    _field("name_en", "英文名称", "englishname", "nameenglish"),
    _field("address", "地址", "企业地址", "经营地址", "生产经营地址", "详细地址", "生产地址", "场所地址",
           "注册地址", "住所", "单位地址", "addr", "siteaddress"),
    _field("business_scope", "经营范围", "业务范围", "主营业务", "scope"),
    _field("industry_code", "行业代码", "国民经济行业代码", "industrycode", "naics", "isic"),
    _field("industry", "行业", "行业类别", "所属行业", "国民经济行业", "行业名称", "行业分类", "sector"),
    _field("supervision_class", "监管类别", "监管分类", "监管行业", "行业领域", "企业类别"),
    _field("scale", "企业规模", "规模", "规模类型", "size"),
    _field("employees", "从业人数", "职工人数", "员工人数", "从业人员", "员工数", "人数", "staff", "headcount"),
    _field("principal", "主要负责人", "法定代表人", "法人", "法人代表", "负责人", "企业负责人", "主要负责人姓名",
           "legalrepresentative", "owner", "manager"),
    _field("principal_phone", "主要负责人电话", "负责人电话", "法人电话", "法人联系电话", "负责人联系电话",
           "负责人手机", "主要负责人联系方式"),
    _field("contact", "联系人", "联系人姓名", "企业联系人", "contactperson", "contactname"),
    _field("contact_phone", "联系电话", "联系人电话", "联系方式", "电话", "手机", "手机号", "手机号码", "联系人手机",
           "phone", "tel", "telephone", "mobile"),
    _field("safety_manager", "安全负责人", "安全员", "安全管理人员", "安全管理员", "safetyofficer"),
    _field("safety_manager_phone", "安全负责人电话", "安全员电话", "安全管理人员电话", "安全管理人员联系电话"),
    _field("tags", "专项", "标签", "涉及专项", "风险类型"),
    _field("grade", "监管等级", "安全等级", "分级", "等级", "grade"),
    _field("risk_colour", "风险等级", "风险颜色", "四色等级", "riskcolor"),
    _field("status", "状态", "经营状态", "企业状态", "登记状态"),
    *_PLACE,
    _field("lon", "经度", "lng", "longitude", "long", "x", "x坐标", "企业经度", "地址经度"),
    _field("lat", "纬度", "latitude", "y", "y坐标", "企业纬度", "地址纬度"),
    _field("lonlat", "经纬度", "坐标", "位置坐标", "定位", "coordinates", "location"),
    _field("position_quality", "定位精度", "位置精度", "坐标精度", "geolevel", "positionquality"),
    _field("accuracy_m", "精度米", "误差米", "accuracy"),
    _field("note", "备注", "remark", "remarks", "notes"),
)  # fmt: skip

_GRID: Final = (
    _field("code", "网格编码", "网格编号", "网格代码", "编号", "编码", "gridid", "gridcode", "id"),
    _field("name", "网格名称", "名称", "网格", "gridname", required=True),
    _field("kind", "网格类型", "类型", "性质"),
    *_PLACE,
    _field("head", "网格长", "网格负责人", "负责人", "网格员", "gridhead"),
    _field("head_phone", "网格长电话", "负责人电话", "联系电话", "电话", "网格员电话"),
    _field("remark", "备注", "remarks", "notes"),
)

_DIVISION: Final = (
    Field("name", ("extname", "fullname", "区划名称", "行政区划名称", "全称", "name", "名称"), required=True),
    _field("code", "code12", "区划代码", "行政区划代码", "统计用区划代码", "代码", "extid", "adcode"),
    _field("level", "级别", "层级", "行政级别", "deep"),
    _field("kind", "类型", "城乡分类", "性质"),
    _field("parent_code", "上级代码", "父级代码", "parentcode", "parent"),
    _field("city", "城市", "所属市"),
    _field("district", "区县", "所属区县"),
    _field("town", "乡镇", "街道", "镇街道", "所属乡镇"),
    _field("name_en", "英文名称", "pinyin", "拼音"),
    _field("lon", "经度", "lng", "longitude", "x"),
    _field("lat", "纬度", "latitude", "y"),
)

_INSPECTION: Final = (
    *(each for each in _ENTERPRISE if each.name != "own_code"),
    _field("own_code", "企业编码", "企业编号", "establishmentid", "facilityid", "premisesid", required=True),
    _field("source", required=True),
    _field("visit_no", "检查编号", "inspectionid", "inspectionno"),
    _field("found_on", "检查日期", "inspectiondate", "date", required=True),
    _field(
        "finding", "隐患描述", "infraction", "violation", "infractiondetails", "violationdescription", required=True
    ),
    _field("level", "隐患等级", "severity"),
    _field("category", "隐患类别"),
    _field("outcome", "处理结果", "action"),
    _field("settled_by"),
)

FIELDS: Final = MappingProxyType({
    Kind.ENTERPRISES: _ENTERPRISE, Kind.GRIDS: _GRID, Kind.DIVISIONS: _DIVISION, Kind.INSPECTIONS: _INSPECTION,
})  # fmt: skip
CONSTANTS: Final = frozenset({"code_system", "code_edition"})
"""What a mapping file may state besides the fields."""
