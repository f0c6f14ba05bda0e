# 命令行
cli-policy-on-screen = 照片至少显示 { $ms } 毫秒后才能作出结论。
cli-access-owner = 只有所有者可以读写这些数据文件：{ $dir }
cli-access-group = 文件夹所属的用户组也可以读写这些数据文件：{ $dir }
cli-access-not-ours = 未作任何更改：文件夹里还有其他东西，请先移走：{ $dir }
cli-access-not-here = 在此系统上程序无法规定谁可以读取文件，数据文件与所在文件夹同样开放：{ $dir }
