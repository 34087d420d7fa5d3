# SPDX-License-Identifier: GPL-3.0-or-later
#
# Completion of si64 for fish: asks 'si64 __complete'. Put it where fish looks ('make install'
# does).

function __si64_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    # An open quote is no part of the word.
    set -l plain (string unescape -- $typed)
    or set plain (string replace -r '^["\']' '' -- $typed)
    test -n "$plain"; or set plain (string replace -r '^["\']' '' -- $typed)
    set -l lines ($words[1] __complete --shell fish -- $words[2..-1] "$plain" 2>/dev/null)
    if test "$lines" != :files
        printf '%s\n' $lines
        return
    end
    set -l parts (string match -r '^(--[^=]*=)(.*)$' -- "$plain")
    if set -q parts[3]
        printf '%s\n' $parts[2](__fish_complete_path "$parts[3]")
    else
        __fish_complete_path "$plain"
    end
end

complete -c si64 -f -a '(__si64_complete)'
