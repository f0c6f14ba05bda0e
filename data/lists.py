"""The lists of the sample data: roster, payments, packages, and what each sample breaks.

Every student is invented. ID numbers begin with 999999, a region that was never given out, and
carry a right check character, so that they pass the check and belong to nobody.
"""

import csv

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"

STUDENTS = """欧阳䶮 王㛃 陈𬭎 阿卜杜热西提·吐尔逊 司马文渊 诸葛明玥 李雷 韩梅梅 次仁央吉 巴特尔
上官婉清 张伟 刘洋 赵子涵 孙雨桐 周梓轩 吴思齐 郑一诺 热依汗古丽·阿卜力孜 冯骥 褚颖 卫朗 蒋㵑 沈佳宜
韩东 杨柳 朱砂 秦越 尤里 许诺 何田田 吕行 施展 孔令仪 曹禺安 严谨 华灯 金石 魏来 陶然""".split()

DEPARTMENTS = ["计算机学院", "物理科学学院", "化学科学学院", "生命科学学院", "数学科学学院", "公共政策与管理学院"]
PROGRAMMES = ["硕士", "博士", "本科"]
CAMPUSES = ["雁栖湖", "玉泉路", "中关村"]

# Who has not paid, by place in the roster, and who has no submission at all (the last ones).
UNPAID = {16, 29, 37}


def id_number(at):
    digits = f"999999{2002 + at % 5}{at % 12 + 1:02}{at % 28 + 1:02}{at * 7 % 1000:03}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS))
    return digits + CHECKS[total % 11]


def student_no(at):
    return f"2026E80999{at + 1:05}"


def write_csv(path, head, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


def write(folder, samples):
    """Writes every list."""
    first = [sample for sample in samples if sample.folder == "submissions"]
    again = [sample for sample in samples if sample.folder != "submissions"]
    place = {sample.name: at for at, sample in enumerate(first)}
    roster, payments = [], []
    for at, name in enumerate(STUDENTS):
        reference = ""
        if at < len(first) and at % 3 != 2:
            # One reference photo shows somebody else: I01.
            who = first[at].who if first[at].name != "good-black" else "hopper"
            reference = f"references/{who}.jpg"
        roster.append([student_no(at), name, id_number(at), f"1104269{at + 1:06}",
                       DEPARTMENTS[at % 6], PROGRAMMES[at % 3], CAMPUSES[at // 2 % 3], reference])
        if at not in UNPAID:
            paid = f"2026-08-{20 + at % 10} {8 + at % 12:02}:{at * 7 % 60:02}:00"
            payments.append([student_no(at), "30.00", paid, f"DEMO-20260820-{at + 1:04}"])
    write_csv(folder / "roster.csv",
              ["学号", "姓名", "证件号", "考生号", "院系", "培养层次", "校区", "参考照片"], roster)
    write_csv(folder / "payments.csv", ["学号", "金额", "支付时间", "交易号"], payments)
    head = ["student_no", "file", "submitted_at"]

    def row(sample, at):
        day, time = sample.taken.split(" ")
        hour, minute, second = (int(part) for part in time.split(":"))
        sent = f"{day.replace(':', '-')} {hour + at // 6 % 6:02}:{(minute + at * 7) % 60:02}:{second:02}"
        return [student_no(at), sample.file, sent]

    write_csv(folder / "submissions" / "submissions.csv", head,
              [row(sample, at) for at, sample in enumerate(first)])
    write_csv(folder / "resubmissions" / "submissions.csv", head,
              [row(sample, place[sample.name.removesuffix("-again")]) for sample in again])
    write_csv(folder / "expected.csv", ["file", "reasons"],
              [[f"{sample.folder}/{sample.file}", sample.reasons] for sample in samples])
