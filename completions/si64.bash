# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Completion of si64 for bash: asks 'si64 __complete'. Source it, or put it where bash-completion
# looks ('make install' does).
#
# The functions share these, which are local to _si64:
#   words     the whole words before the cursor, '~/' and plain variables in them expanded
#   plain     the word at the cursor as it is meant; an open quote is no part of it
#   before    the beginning of plain that Readline leaves alone: it replaces what is behind its
#             last break, or behind the quote that is open
#   quote     the quote that is open
#   redirect  whether the word at the cursor is the file of a redirection

# Ends a word.
_si64_end() {
  if [[ $started ]]; then
    [[ $redirect ]] || words+=("$full")
    redirect=''
  fi
  plain='' full='' before='' started='' closed=''
}

# Cuts a line into words as bash would, without running anything.
_si64_scan() {
  local line=$1 char position=0 saved='' rest name
  while ((position < ${#line})); do
    char=${line:position:1}
    position=$((position + 1))
    rest=${line:position}
    case $quote$char in
      [[:space:]] | ')') _si64_end && continue ;;
      '>' | '<')
        # A number before it is a descriptor.
        if [[ $full =~ ^[0-9]+$ ]]; then started=''; fi
        _si64_end
        redirect=1
        while [[ ${line:position:1} == [\<\>\&\|] ]]; do position=$((position + 1)); done
        continue
        ;;
      '&' | '|' | ';' | '(')
        _si64_end
        if [[ $char$rest != '&>'* ]]; then words=() redirect=''; fi
        continue
        ;;
    esac
    case $quote$char in
      \"\" | \'\')
        quote=''
        closed=1
        before=$saved
        continue
        ;;
      \" | \')
        quote=$char saved=$before before=$plain started=1 closed=''
        continue
        ;;
      \\ | \"\\)
        char=${rest:0:1}
        position=$((position + 1))
        if [[ $quote && $char != [\\\"\$\`] ]]; then char="\\$char"; fi
        plain+=$char full+=$char started=1 closed=''
        continue
        ;;
      \$ | \"\$)
        if [[ $rest =~ ^([A-Za-z_][A-Za-z0-9_]*) || $rest =~ ^\{([A-Za-z_][A-Za-z0-9_]*)\} ]]; then
          position=$((position + ${#BASH_REMATCH[0]}))
          char+=${BASH_REMATCH[0]}
          name=${BASH_REMATCH[1]}
          full+=${!name-}
        else
          full+=$char
        fi
        ;;
      '~')
        if [[ ! $started && $rest == [/[:space:]]* ]]; then full=$HOME; else full+=$char; fi
        ;;
      *) full+=$char ;;
    esac
    started=1 closed=''
    plain+=$char
    # Only what is neither quoted nor escaped is a break; an '@' is replaced itself.
    if [[ ! $quote && $COMP_WORDBREAKS == *"$char"* ]]; then
      before=${plain%@}
    fi
  done
}

# A text as it has to stand on the line, in REPLY.
_si64_quoted() {
  local char
  REPLY=$1
  case $quote in
    \")
      for char in \\ \" \$ \`; do REPLY=${REPLY//"$char"/"\\$char"}; done
      ;;
    \') REPLY=${REPLY//"'"/"'\\''"} ;;
    *) if [[ $REPLY ]]; then printf -v REPLY '%q' "$REPLY"; fi ;;
  esac
}

# Offers names of files.
_si64_files() {
  local file option=''
  # Where no break is behind '--option=', bash would look for a file called that.
  if [[ $plain == --*=* && $before != *=* ]]; then option=${plain%%=*}=; fi
  if [[ ! $option ]]; then
    compopt -o default
    return
  fi
  while IFS= read -r file; do
    if [[ -d $file ]]; then
      file+=/
      compopt -o nospace
    fi
    _si64_quoted "$option$file"
    COMPREPLY+=("$REPLY")
  done < <(compgen -f -- "${plain#"$option"}")
}

_si64() {
  local plain='' full='' before='' quote='' started='' closed='' redirect='' REPLY line value
  local program
  local -a words=()
  COMPREPLY=()
  _si64_scan "${COMP_LINE:0:COMP_POINT}"
  while [[ ${words[0]} =~ ^[A-Za-z_][A-Za-z0-9_]*= ]]; do words=("${words[@]:1}"); done
  if [[ $redirect ]]; then
    compopt -o default
    return
  fi
  # Behind a quote that is closed, everything would be added to what is there.
  if [[ $closed && $plain == "$before" ]]; then return; fi

  # It may have been typed as a path, or be an alias.
  program=${words[0]}
  if [[ $(type -t -- "$program") != file ]]; then program=si64; fi

  while IFS= read -r line; do
    if [[ $line == :files ]]; then
      COMPREPLY=()
      _si64_files
      return
    fi
    value=${line%%$'\t'*}
    _si64_quoted "${value#"$before"}"
    COMPREPLY+=("$REPLY")
  done < <("$program" __complete --shell bash -- "${words[@]:1}" "$plain" 2>/dev/null)
}

complete -F _si64 si64
