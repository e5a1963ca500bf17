set edit:completion:arg-completer[connlog] = { |@words|
    var index = (count $words)
    set index = (- $index 1)

    put (env _CLAP_IFS="\n" _CLAP_COMPLETE_INDEX=(to-string $index) CONNLOG_COMPLETE="elvish" connlog -- $@words) | to-lines
}
