screening-stage = 机检照片
screening-elsewhere = 另一个程序正在对此数据库进行机检，本次未做任何处理。
screening-failed = 提交 { $submission } 未能机检：{ $why }
screening-done = 已机检 { $screened } 张，制成标准照 { $standard } 张，未能机检 { $failed } 张
screening-broken = 程序自带的模型无法使用，请重新安装：{ $why }
screening-specification = 此版本的程序无法读取所设规格（第 { $line } 行：{ $why }），请使用设定规格的版本，或另设规格：photo-review specification
screening-no-threads = 系统无法再分配线程，请关闭其他程序：{ $why }
screening-stopped = 已停止，此前的机检结果保留。
screening-verdict-fails = 不合格
screening-verdict-doubtful = 存疑
screening-verdict-unknown = 未知
screening-verdict-reviewer = 人工判断
screening-verdict-clear = 未见问题
screening-nothing = 机检未见问题
screening-counted = 机检：{ $fails ->
    [0] { $doubtful } 项存疑
   *[other] { $doubtful ->
        [0] { $fails } 项不合格
       *[other] { $fails } 项不合格、{ $doubtful } 项存疑
    }
}
screening-no-standard = 见机检结果
screening-waits = 等待机检
screening-waits-for = 机检约需 { $span }
screening-waits-paused = 机检已暂停
screening-waits-elsewhere = 机检正由另一程序进行
screening-waits-stopped = 机检已停止，稍后自动重试
screening-waits-failed = 机检未能处理此照片
screening-status-done = 机检已全部完成
screening-status-failed = 机检完成，{ $n } 张未能处理
screening-status-begun = 机检 { $done }/{ $total }
screening-status-working = 机检 { $done }/{ $total } · 剩余 { $span }
screening-status-paused = 机检已暂停
screening-status-elsewhere = 机检正由另一程序进行
screening-status-stopped = 机检已停止，稍后自动重试：{ $why }
screening-settings = 机检
screening-settings-run = 打开本程序时自动机检照片
screening-settings-cost = 仅在处理器空闲时运行，每张处理中的照片约占 400 MB 内存。暂停后，照片的机检结果随之推迟。
screening-settings-late = 看满两秒或作出标记后才显示机检结果
screening-settings-late-why = 使第一印象不受机检影响。
screening-settings-standard = 自动在原图旁显示标准照
screening-settings-standard-why = 须看标准照时，一键即可通过。按 D 可对当前照片显示或隐藏。
screening-limit = 限值{ $limit }
screening-copies = 与提交 { $submissions } 的照片几乎相同
screening-settings-order = 领取照片的顺序
screening-settings-order-deadline = 按期限
screening-settings-order-doubt = 机检问题多的在先
screening-settings-order-why = “机检问题多的在先”只在期限最近的 { $n } 张中排序，尚未机检的排在其后。已领取的照片不受影响。
screening-doubt = { $fails ->
    [0] { $doubtful ->
        [0] 未见问题
       *[other] { $doubtful } 存疑
    }
   *[other] { $doubtful ->
        [0] { $fails } 不合格
       *[other] { $fails } 不合格 { $doubtful } 存疑
    }
}
