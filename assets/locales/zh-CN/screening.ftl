screening-stage = 机检照片
screening-elsewhere = 另一个程序正在对此数据库进行机检，本次未做任何处理。
screening-failed = 提交 { $submission } 未能机检：{ $why }
screening-done = 已机检 { $screened } 张，制成标准照 { $standard } 张，未能机检 { $failed } 张
screening-broken = 程序自带的模型或规格无法使用，请重新安装：{ $why }
screening-no-threads = 系统无法再分配线程，请关闭其他程序：{ $why }
screening-stopped = 已停止，此前的机检结果保留。
