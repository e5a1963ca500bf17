complete --keep-order --exclusive --command connlog --arguments "(CONNLOG_COMPLETE=fish connlog -- (commandline --current-process --tokenize --cut-at-cursor) (commandline --current-token))"
