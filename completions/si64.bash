# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Completion of si64 for bash: asks 'si64 __complete'. Source it, or put it where bash-completion
# looks ('make install' does).

# The plain text of a word as typed, in REPLY; an open quote is allowed. Nothing is expanded.
_si64_plain() {
  local word=$1 char quote='' position
  REPLY=''
  for ((position = 0; position < ${#word}; position++)); do
    char=${word:position:1}
    case $quote$char in
      \"\" | \'\') quote='' ;;
      \" | \') quote=$char ;;
      \\ | \"\\)
        position=$((position + 1))
        REPLY+=${word:position:1}
        ;;
      *) REPLY+=$char ;;
    esac
  done
  _si64_quote=$quote
}

_si64() {
  local rest=${COMP_LINE:0:COMP_POINT} REPLY _si64_quote='' word stripped line value prefix='' raw
  local -a pieces=() words=()
  COMPREPLY=()

  # Bash cuts words at ':' and '=' as well: what no blank parts belongs together.
  for word in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
    stripped=${rest#"${rest%%[![:space:]]*}"}
    if [[ $stripped == "$word"* ]]; then raw=$word; else raw=$stripped; fi
    if [[ $stripped != "$rest" || ${#pieces[@]} -eq 0 ]]; then
      pieces+=("$raw")
    else
      pieces[${#pieces[@]} - 1]+=$raw
    fi
    rest=${stripped#"$raw"}
  done
  for word in "${pieces[@]:1}"; do
    _si64_plain "$word"
    words+=("$REPLY")
  done
  raw=${pieces[${#pieces[@]} - 1]}

  # Readline replaces only what is behind the last of its breaks, unless a quote is open.
  if [[ -z $_si64_quote ]]; then
    line=$raw
    while [[ -n $line && ! ${line: -1} =~ [@:=] ]]; do line=${line%?}; done
    if [[ -n $line && $COMP_WORDBREAKS == *"${line: -1}"* ]]; then
      # An '@' counts as the beginning of what is replaced.
      line=${line%@}
      _si64_plain "$line"
      prefix=$REPLY
    fi
  fi

  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      compopt -o default
      COMPREPLY=()
      return
    fi
    value=${line%%$'\t'*}
    value=${value#"$prefix"}
    if [[ -z $_si64_quote && -n $value ]]; then printf -v value '%q' "$value"; fi
    COMPREPLY+=("$value")
  done < <("${pieces[0]}" __complete --shell bash -- "${words[@]}" 2>/dev/null)
}

complete -F _si64 si64
