# SPDX-License-Identifier: GPL-3.0-or-later
#
# Completion of si64 for fish: asks 'si64 __complete'. Put it where fish looks ('make install'
# does).

# Whole words, with '~/' and a plain variable at their start expanded, and nothing else.
function __si64_expand
    for word in $argv
        set -l parts (string match -r '^(--[a-z-]+=|)\$([A-Za-z_][A-Za-z0-9_]*)(.*)$' -- $word)
        if string match -q '~/*' -- $word
            string replace '~' $HOME -- $word
        else if test (count $parts) = 4
            set -l name $parts[3]
            echo -- "$parts[2]$$name$parts[4]"
        else
            echo -- $word
        end
    end
end

function __si64_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    # An open quote is no part of the word.
    set -l plain (string unescape -- $typed)
    or set plain (string replace -r '^["\']' '' -- $typed)
    test -n "$plain"; or set plain (string replace -r '^["\']' '' -- $typed)
    set -l program (__si64_expand $words[1])
    # It may have been typed as a path, or be an alias.
    type -q -f -- $program; or set program si64
    set -l lines ($program __complete --shell fish -- (__si64_expand $words[2..-1]) "$plain" \
        2>/dev/null)
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
