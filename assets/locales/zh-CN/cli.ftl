# 命令行
cli-policy-on-screen = 照片至少显示 { $ms } 毫秒后才能作出结论。
cli-access-owner = 只有所有者可以读写这些数据文件：{ $dir }
cli-access-group = 文件夹所属的用户组也可以读写这些数据文件：{ $dir }
cli-access-not-ours = 未作任何更改：文件夹里还有其他东西，请先移走：{ $dir }
cli-access-not-here = 在此系统上程序无法规定谁可以读取文件，数据文件与所在文件夹同样开放：{ $dir }
cli-clock-right = 本机时间与记录一致。
cli-clock-off = 本机时间为 { $clock }，而最新记录为 { $newest }。目前除登录外不作任何记录。请校准时间；若时间无误，请运行：photo-review clock --agree
cli-clock-agreed = 已确认本机时间正确：{ $clock }；此前最新记录为 { $newest }。
cli-erase-proposed = 已记录：申请删除学生 { $no } 的个人信息。须由另一人确认：photo-review erase --student { $no } --confirm --account 账号
cli-erase-done = 已删除：{ $facts } 条记录中的个人信息，{ $photos } 张照片。审核结论、时间和审核人仍然保留。
cli-erase-backups = 此前的备份和副本中仍有这些信息：请一并删除，或不再恢复。
cli-erase-later = 删除已记录，但尚未全部完成：{ $why } 下次在无人使用时打开数据，将继续完成。
cli-erase-nobody = 名册上没有学生 { $no }。
cli-convert-done = 已转换并核对 { $entries } 条记录、{ $photos } 张照片。旧日志的最后摘要：{ $old }；新日志：{ $new }
cli-convert-old = 旧文件夹未作改动，其日志中仍有姓名等信息：确认新数据无误后，请自行删除旧文件夹。
