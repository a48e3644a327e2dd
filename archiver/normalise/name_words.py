"""The words that Vietnamese names are made of, and those that only look like names.

A bare line is taken for a byline by these lists alone: a name that they do not know is left in the text,
which harms less than a heading among the authors.
"""

from __future__ import annotations

from archiver.normalise.text import tone_key

_SURNAMES = """
nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trịnh lương trương đoàn đào mai
tô hà cao lâm châu tạ thái phùng quách tăng triệu la lưu vương chu đàm tống mạc doãn kiều nghiêm ninh giáp
khổng thân trà từ ông ung tôn cù bạch kha khuất lại lục mẫn nhâm quản tiêu trầm viên xa âu an bàng bành biện
cung diệp đàng đậu đồng đường giang hứa khúc khương lã lều lữ mã ma nông nhan ngụy ngũ phí phó thạch sầm
sùng giàng vàng lò quàng lường tòng thào lầu cầm hoa bế vi chẩu vừ hờ ly chá tráng bàn phàn tẩn lù danh kim
ksor siu kpă rmah rcom rơ niê êban mlô kbuôr puih
sơn thi tưởng thiều thẩm văn hàn hạ hầu hình lộ lộc mạch mông nhữ ngọc tề thang uông ứng vòng vưu xồng y
"""

_PLAIN_SURNAMES = """
nguyễn trần lê huỳnh phan vũ võ bùi đỗ ngô đinh trịnh trương tạ phùng quách doãn
"""

_GIVEN = """
bội chiêm dậu dịu duẩn hạo hoằng lanh lài lựu ngọ nhường sương thê thiêm thúc toại tuất xoan
ái an anh ánh ân ấn âu ẩn bá bạch bách bái bảo bản băng bằng bắc bích biên bình bính bổn bửu ca cát cảnh căn
cầm cẩm cần cẩn châu chi chí chiến chiêu chiểu chinh chính chung chuẩn chuyên chương chánh công cúc cung
cương cường danh dân dạ dần diễm diên diện diệp diệu dinh doan doanh du dũng duy duyên duyệt dung dục dư
dương dưỡng đa đài đại đàm đan đảm đạo đào đạt đăng đắc đằng đẩu đệ đích điềm điền điệp điểu đính định đình
đoan đoàn đoạt đô độ đỗ đông đồng đống đức đường đương gấm gia giàu giang giao giáp giới hà hạ hai hải hàm
hán hân hậu hằng hạnh hào hảo hành hãn hạc hiên hiển hiền hiến hiếu hiệp hiểu hiệu hinh hòa hóa hoa hoài
hoan hoàn hoàng hoạch hoạt học hồ hội hồng hợi hợp huân huấn huệ hùng huy huyên huyền huỳnh huê hương hường
hưởng hướng hưng hữu hy hỷ kha khá khai khải khang khanh khánh khảm khắc khâm khiêm khiết khiển khoa khoát
khôi khởi khuê khuyên khuyến khương kiểm kiên kiệm kiến kiệt kiều kim kính kỳ kỷ lạc lai lam lan lành lãm
lăng lâm lân lập lệ lễ liên liêm liễu linh lĩnh loan long lộc lợi luân luận luật luyện lụa lưu lương lượng
lượm ly lý mai mạnh mẫn mậu mận mến mi miên minh mơ mùi muội mười mừng mỹ my na nam nam nga ngà ngạn ngân
nghi nghĩa nghị nghiêm nghiệp ngoan ngoạn ngọc ngôn ngũ nguyên nguyễn nguyện nguyệt nhã nhài nhạc nhàn nhân
nhẫn nhạn nhật nhi nhị nhiên nhiệm nhiều nho nhơn nhu nhung nhuận như nhựt nhượng ninh nở nữ nương oai oanh
phác phan phán pha phát phi phong phòng phó phú phúc phụng phước phương phượng quan quân quang quảng quế
quốc quy quý quyên quyền quyết quyến quỳnh sa san sang sáng sáu sâm sen sinh song soạn sơn sử sửu sự sỹ sĩ tài
tám tân tấn tâm tây tất tạo thạc thạch thái tham thanh thành thảo thám thăng thắm thắng thân thận thật thế
thêm thi thị thìn thiên thiện thiết thiệu thiều thịnh thoa thoại thoan thông thống thơ thơm thời thu thụ
thủy thúy thùy thuần thuận thuyên thuyết thục thuật thư thức thương thưởng thường thượng thừa thy tiên tiến
tiệp tiếp tiếu tín tình tính tịnh toan toàn toản tố tô tôn tổng trà trai trang tráng tranh trâm trân trầm
trạch tri trí trị triển triết triều triệu trinh trình trọng trúc trung truyền trực trường trương trưởng tú
tuân tuấn tuệ tùng tuy tuyên tuyển tuyền tuyến tuyết tư từ tứ tươi tường tưởng tửu tý tỵ uyên uyển uy út ư
ưng ứng vang văn vân vạn vệ vi vĩ viên viễn viết việt vinh vịnh võ vọng vũ vui vượng vương vy vỹ xá xuân
xuyên xuyến xương ý yên yến
"""

_NOT_A_NAME = """
trang chủ|tin tức|tin mới|tin ảnh|tin nóng|thời sự|chính trị|chính quyền|kinh tế|xã hội|văn hóa|văn nghệ
thể thao|giáo dục|pháp luật|an ninh|quốc phòng|đời sống|khoa học|công nghệ|sức khỏe|y tế|du lịch|bạn đọc
nông nghiệp|công nghiệp|thương mại|giới thiệu|liên hệ|tiếng việt|việt nam|đại hội|nghị quyết|học tập
đoàn thể|thanh niên|phụ nữ|nông dân|hội nông dân|đại biểu|đại hội đảng|hành chính|tư tưởng|tuyên truyền
tuyên giáo|dân vận|tổ chức|kiểm tra|nội chính|văn phòng|văn bản|văn kiện|tư liệu|nhân sự|nhân dân|nhân vật
gia đình|truyền thống|lịch sử|hồ sơ|đông y|thông tin|thông báo|tuyển sinh|tuyển dụng|hướng dẫn|chỉ thị
chương trình|quy hoạch|quy định|sự kiện|chuyên đề|chuyên mục|hồ chí minh|thành phố hồ chí minh|bác hồ
nguyễn ái quốc|võ nguyên giáp|trần phú|lê lợi|quang trung|tự nhiên|thiên nhiên|môi trường|tài nguyên
tài chính|ngân hàng|thị trường|doanh nghiệp|doanh nhân|hợp tác|quốc tế|thế giới|trong nước|trung ương
địa phương|đô thị|nông thôn|biên giới|biển đảo|hải quan|công an|quân sự|quân đội|quân dân|công đoàn
chính sách|bình luận|ý kiến|đăng ký|đăng nhập|tất cả|thường trực|thường vụ|trực tuyến|phát triển|hội nhập
chính luận|lý luận|xây dựng đảng|bình đẳng|an sinh|an toàn|an toàn giao thông|giao thông|công lý|công tác
công dân|dân sinh|dân tộc|dân số|tôn giáo|tín ngưỡng|phong trào|thi đua|khen thưởng|thành tựu|nghĩa tình
đền ơn|tình nguyện|nhân ái|tình thương|hoạt động|thành tích|thành đoàn|minh bạch|tuyên dương|trung thu
công bằng|bình an|phó phòng|hội đồng|hội viên|đoàn viên|đảng viên|đảng ủy|đoàn trường|đại đoàn kết|hòa bình
hà nội|đà nẵng|hải phòng|cần thơ|huế|an giang|bà rịa|vũng tàu|bạc liêu|bắc giang|bắc kạn|bắc ninh|bến tre
bình dương|bình định|bình phước|bình thuận|cà mau|cao bằng|đắk lắk|đắk nông|điện biên|đồng nai|đồng tháp
gia lai|hà giang|hà nam|hà tĩnh|hải dương|hậu giang|hưng yên|khánh hòa|kiên giang|kon tum|lai châu|lâm đồng
lạng sơn|lào cai|long an|nam định|nghệ an|ninh bình|ninh thuận|phú thọ|phú yên|quảng bình|quảng nam
quảng ngãi|quảng ninh|quảng trị|sóc trăng|sơn la|tây ninh|thái bình|thái nguyên|thanh hóa|tiền giang
trà vinh|tuyên quang|vĩnh long|vĩnh phúc|yên bái|sài gòn|hải châu|thanh khê|liên chiểu|sơn trà|ngũ hành sơn
cẩm lệ|hòa vang|hoàng sa|trường sa|hội an|tam kỳ|nha trang|đà lạt|biên hòa|thủ đức|gia lâm|đông anh
long biên|tây hồ|hoàng mai|thanh xuân|thanh trì|đan phượng|hoài đức|phú xuyên|quốc oai|thường tín|hương sơn
hương thủy|hương trà|phong điền|phú quý|phú quốc|thuận an|tân uyên|tân bình|tân phú|bình tân|bình thạnh
phú nhuận|long thành|xuân lộc|định quán|tân phú đông|an dương|thủy nguyên|cát hải|vĩnh linh|hướng hóa|cam lộ
triệu phong|hải lăng|đức linh|tuy phong|hàm thuận|kim sơn|hoa lư|gia viễn|nho quan|tam điệp|kim bảng
duy tiên|bình lục|lý nhân|thanh liêm
"""

_ACRONYMS = """
UBND HĐND MTTQ UBMTTQ BCH BCĐ BTV BTC TW TU HU QU ĐU TP TX QH CP NQ CT QĐ KL TT HD KH VN HCM TPHCM CNXH XHCN
HTX NTM LLVT TDTT VHVN VHTT ANTT ATXH QPAN CCB LHPN ĐTN TNCS LĐLĐ CNVC CBCC GDP GRDP FDI ODA PDF RSS VTV VOV
HTV TV AI IT OK FAQ EN VI FB SMS GD ĐT GDĐT YT KT XH VH DL KHCN TNMT NN PTNT LĐTBXH CA QS BCHQS ANQP PCCC
CNCH ATGT BHXH BHYT DTTS ND NV ID QR ĐH CĐ THPT THCS TH MN HS SV CB CC ĐV ĐB ĐHĐB KHKT KTXH BTG BDV BTCTU
UBKT HĐ ĐVTN TDP KDC NQTW CQ VP TTHC CCHC CNTT DVC IOC OCOP SOS CLB BQL GPMB TĐC NSNN XDCB PL TTTT STT
"""

SURNAMES = frozenset(map(tone_key, _SURNAMES.split()))
"""Words that a full name may begin with."""
PLAIN_SURNAMES = frozenset(map(tone_key, _PLAIN_SURNAMES.split()))
"""Those that are hardly anything but surnames."""
GIVEN = frozenset(map(tone_key, _GIVEN.split()))
"""Words of middle and given names and of pen names."""
NOT_A_NAME = frozenset(
    " ".join(map(tone_key, phrase.split())) for phrase in _NOT_A_NAME.replace("\n", "|").split("|") if phrase
)
"""Sections, places, institutions and the great dead, whose words could all be a name's."""
ACRONYMS = frozenset(_ACRONYMS.split())
"""Capitals that are nobody's initials."""

ROLES = {
    "pv", "bbt", "btv", "ctv", "phóng viên", "nhóm phóng viên", "nhóm pv", "ban biên tập", "biên tập viên",
    "cộng tác viên", "phóng viên điện tử", "tổng hợp", "th", "t.h", "t/h", "thực hiện", "lược ghi", "ghi",
    "sưu tầm", "biên soạn", "thực hiện và trình bày", "st", "s.t", "ctv.", "pv.", "ghi chép", "tổng thuật",
}  # fmt: skip
"""What may follow a name in brackets."""
UNNAMED = frozenset(
    (
        "pv",
        "bbt",
        "nhóm pv",
        "nhóm phóng viên",
        "phóng viên",
        "ban biên tập",
        "phóng viên điện tử",
        "ctv",
        "cộng tác viên",
    )
)
"""Roles that sign in place of a name."""

ADMINISTRATORS = frozenset((
    "admin", "administrator", "superadmin", "super admin", "super user", "webmaster", "editor", "quản trị",
    "quản trị viên", "người quản trị", "quản trị hệ thống", "quản trị website", "quản trị nội dung",
))  # fmt: skip
"""Whom accounts are named after that belong to nobody."""

TITLES = (
    "gs.ts", "pgs.ts", "pgs, ts", "gs, ts", "pgs-ts", "pgs ts", "gs ts", "gs", "pgs", "ts", "ths", "th.s",
    "thạc sĩ", "thạc sỹ", "tiến sĩ", "tiến sỹ", "cử nhân", "cn", "ks", "kỹ sư", "bs", "bs.cki", "bs.ckii",
    "bác sĩ", "bác sỹ", "ls", "luật sư", "nhà báo", "nhà giáo", "nhà văn", "nhà thơ", "giảng viên", "pv",
    "ctv", "btv", "phóng viên", "cộng tác viên", "biên tập viên", "đại tá", "thượng tá", "trung tá",
    "thiếu tá", "đại úy", "đại uý", "thượng úy", "thượng uý", "trung úy", "trung uý", "thiếu úy",
    "thiếu uý", "giáo sư", "phó giáo sư", "nsnd", "nsưt",
)  # fmt: skip
"""Degrees and callings before a name; they are no part of it."""

OFFICES = (
    "trung tâm", "văn phòng", "ban tuyên giáo", "ban biên tập", "ban tổ chức", "ban dân vận",
    "ban quản lý", "ban xây dựng đảng", "phòng", "đài", "cổng ttđt", "cổng thông tin", "trang thông tin",
    "báo", "tạp chí", "thông tấn xã", "hội", "đoàn", "ủy ban", "uỷ ban", "ubnd", "ubmttq", "ubkt",
    "ủy ban kiểm tra", "huyện ủy", "quận ủy", "thành ủy", "thị ủy", "tỉnh ủy", "đảng ủy",
    "btg", "vp", "tt", "ttx", "ttxvn",
    "sở", "trường", "chi cục", "liên đoàn", "mttq", "mặt trận", "công an", "ban chqs", "bchqs", "tổ",
    "nhóm", "trạm", "xã", "phường", "huyện", "quận", "website", "trang tin", "bản tin", "ban chỉ đạo",
    "ban chấp hành", "ban thường vụ", "ban nội chính", "ban pháp chế", "bộ chỉ huy", "chi bộ", "viện",
    "tòa án", "toà án", "thanh tra", "kho bạc", "ngân hàng", "bảo hiểm", "đồn", "hội đồng", "câu lạc bộ",
    "học viện", "thư viện", "nhà văn hóa", "bệnh viện", "tỉnh đoàn", "thành đoàn", "thị đoàn", "hạt",
    "ban chỉ huy", "lđlđ", "hlhpn", "hội lhpn", "vhxh", "vh-xh", "vhtt",
)  # fmt: skip
"""What an organisation's name begins with."""

POSITIONS = (
    "cc ", "cbvh",
    "công chức", "cán bộ", "chuyên viên", "bí thư", "phó bí thư", "chủ tịch", "phó chủ tịch", "trưởng ban",
    "phó trưởng ban", "phó ban", "trưởng phòng", "phó trưởng phòng", "phó phòng", "trưởng đài", "phó đài",
    "giám đốc", "phó giám đốc", "chánh văn phòng", "phó chánh văn phòng", "hiệu trưởng", "phó hiệu trưởng",
    "giáo viên", "giảng viên", "ủy viên", "uỷ viên", "trưởng trạm", "trưởng công an", "chỉ huy trưởng",
    "trưởng thôn", "tổ trưởng", "đảng viên", "hội viên", "đoàn viên", "viện trưởng", "chủ nhiệm",
    "phó chủ nhiệm", "trưởng khoa", "chính ủy", "chính trị viên", "tổng biên tập", "phó tổng biên tập",
    "nguyên bí thư", "nguyên phó", "nguyên chủ tịch", "nguyên trưởng", "nguyên giám đốc",
)  # fmt: skip
"""What a person's position begins with, behind the name or below it."""

NEWSROOMS = (
    "trung tâm vh", "trung tâm văn hóa", "trung tâm văn hoá", "trung tâm tt", "trung tâm truyền thông",
    "trung tâm thông tin", "tt vh", "ttvh", "ttvhtt", "tt.vh", "đài tt", "đài truyền thanh",
    "đài phát thanh", "đài pt", "đài truyền hình", "cổng ttđt", "cổng thông tin điện tử",
    "trang thông tin điện tử", "ban biên tập",
)  # fmt: skip
"""Organisations that sign alone on a line."""

NEWSPAPERS = frozenset((
    "lao động", "người lao động", "tuổi trẻ", "tuổi trẻ online", "thanh niên", "tiền phong", "nhân dân",
    "quân đội nhân dân", "công an nhân dân", "đại đoàn kết", "dân trí", "dân việt", "vnexpress", "vietnamnet",
    "vietnamplus", "vietnam+", "zing", "znews", "vov", "vov.vn", "vtv", "vtv news", "sài gòn giải phóng",
    "hà nội mới", "hànộimới", "tin tức", "giáo dục và thời đại", "giáo dục & thời đại", "gia đình & xã hội",
    "pháp luật việt nam", "đời sống & pháp luật", "đời sống và pháp luật", "nông nghiệp việt nam",
    "sức khỏe & đời sống", "sức khỏe và đời sống", "trí thức trẻ", "tri thức trẻ", "chinhphu", "chính phủ",
    "điện tử chính phủ", "tạp chí cộng sản", "tạp chí xây dựng đảng",
))  # fmt: skip
"""Newspapers that others name as their origin without the word "Báo"."""
