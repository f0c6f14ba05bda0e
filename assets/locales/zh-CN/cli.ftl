# 命令行
cli-policy-on-screen = 照片至少显示 { $ms } 毫秒后才能作出结论。
