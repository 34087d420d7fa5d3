// SPDX-License-Identifier: GPL-3.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <readline/readline.h>
#include <readline/history.h>

// Swift may not touch readline's global variables: these functions do.

/// Where prompts and the edited line go: standard output, or standard error.
static inline void si64_prompt_on_standard_error(int yes) { rl_outstream = yes ? stderr : stdout; }

/// Why reading ended before the line did: `SIGINT`, `SI64_IDLE`, or 0.
static const int SI64_IDLE = -1;
static int si64_ended = 0;
static int si64_signals = -1;
/// The terminal once more, for reading without waiting: what is set on standard input itself would
/// be set for every program that shares it.
static int si64_keys = -1;
static int si64_patience = -1;
static void (*si64_obey)(int) = NULL;

/// Leaves the line being edited as it is on the screen.
static inline void si64_cancel_line(void) {
  rl_point = rl_end;
  rl_redisplay();
  fputs("^C", rl_outstream);
  rl_crlf();
  fflush(rl_outstream);
}

/// What tells readline that nothing more comes: it ends a search, an argument or a sequence of keys
/// that is half done, and asks again; then it ends the line.
static inline int si64_nothing_more(void) {
  if (!RL_ISSTATE(RL_STATE_READCMD)) return EOF;
  if (si64_ended == SIGINT) si64_cancel_line();
  return READERR;
}

/// The next byte of the terminal, unless a signal or too long a wait ends the line.
static inline int si64_getc(FILE *stream) {
  int terminal = si64_keys >= 0 ? si64_keys : fileno(stream);
  while (si64_ended == 0) {
    struct pollfd wait[2] = {{si64_signals, POLLIN, 0}, {terminal, POLLIN, 0}};
    unsigned char byte = 0;
    int ready = poll(wait, 2, si64_patience);
    if (ready == 0) si64_ended = SI64_IDLE;
    if (ready <= 0) continue;
    if (wait[0].revents != 0) {
      if (read(si64_signals, &byte, 1) != 1) continue;
      if (byte == SIGINT) si64_ended = SIGINT;
      else si64_obey(byte);
      continue;
    }
    // Ctrl-C throws away what poll has just seen: reading must not wait for it.
    ssize_t count = read(terminal, &byte, 1);
    if (count == 1) return byte;
    if (count == 0 || (errno != EAGAIN && errno != EINTR)) break;
  }
  return si64_nothing_more();
}

/// Forgets what readline may still hold of earlier lines: a search that outlived its line, and how
/// to undo what was typed. The line being edited, the one that is kept while another one from the
/// history is shown, and the history can share that memory, and readline may have freed some of it
/// already (as of 8.2): what is left of it is given up.
static inline void si64_forget_lines(void) {
  RL_UNSETSTATE(RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_SEARCH | RL_STATE_NUMERICARG
      | RL_STATE_MULTIKEY | RL_STATE_VIMOTION | RL_STATE_CHARSEARCH | RL_STATE_EOF);
  // Before the first line there is none to keep.
  if (rl_line_buffer == NULL) return;
  rl_maybe_save_line();
  rl_maybe_unsave_line();
  rl_undo_list = NULL;
  HIST_ENTRY **entries = history_list();
  for (; entries != NULL && *entries != NULL; entries++) (*entries)->data = NULL;
}

/// Reads a line; the caller frees it. `NULL` at the end of input, and where `si64_ended` says why.
///
/// `patience`: how long to wait for a key, in milliseconds; -1 for ever.
static inline char *si64_read(const char *prompt, int patience) {
  si64_ended = 0;
  si64_patience = patience;
  si64_forget_lines();
  // Nobody has looked at the terminal's size while a command ran.
  if (si64_signals >= 0) rl_reset_screen_size();
  return readline(prompt);
}

/// Why `si64_read` returned no line.
static inline int si64_why_ended(void) { return si64_ended; }

/// Puts zeros behind the end of every line of the history: where readline cuts one into words, it
/// steps over that end behind a backslash or "$(" (as of 8.2).
static inline void si64_pad_history(void) {
  enum { padding = 4 };
  HIST_ENTRY **entries = history_list();
  for (; entries != NULL && *entries != NULL; entries++) {
    size_t length = strlen((*entries)->line);
    char *line = realloc((*entries)->line, length + padding);
    if (line == NULL) return;
    memset(line + length, 0, padding);
    (*entries)->line = line;
  }
}

static inline int si64_yank_nth_arg(int count, int key) {
  si64_pad_history();
  return rl_yank_nth_arg(count, key);
}

static inline int si64_yank_last_arg(int count, int key) {
  si64_pad_history();
  // It goes on to older lines where it is called again.
  if (rl_last_func == si64_yank_last_arg) rl_last_func = rl_yank_last_arg;
  return rl_yank_last_arg(count, key);
}

static inline int si64_vi_yank_arg(int count, int key) {
  si64_pad_history();
  return rl_vi_yank_arg(count, key);
}

/// Searching as vi does frees memory twice (as of 8.2): these search while the text is typed.
static inline int si64_vi_search(int count, int key) {
  return key == '/' || key == 'n' ? rl_reverse_search_history(count, key)
                                  : rl_forward_search_history(count, key);
}

/// Binds to `ours` what is bound to `theirs`, in a map of keys and all below it.
static inline void si64_replace_command(
    Keymap map, rl_command_func_t *theirs, rl_command_func_t *ours) {
  for (int key = 0; key < KEYMAP_SIZE; key++) {
    if (map[key].type == ISKMAP) {
      si64_replace_command((Keymap)map[key].function, theirs, ours);
    } else if (map[key].type == ISFUNC && map[key].function == theirs) {
      map[key].function = ours;
    }
  }
}

/// Gives the terminal back. Readline would add a line feed where it is set to tell pasted text from
/// typed text, and none where it is not.
static inline void si64_deprep_terminal(void) {
  rl_eof_found = 0;
  rl_deprep_terminal();
}

/// Makes readline leave signals to us, which come as bytes from a descriptor and are obeyed by
/// `obey`, ask `complete` for every word, and call `paste` where a terminal announces pasted text.
static inline void si64_readline_setup(
    const char *name, int signals, void (*obey)(int), rl_completion_func_t *complete,
    rl_command_func_t *paste) {
  const char *terminal = ttyname(STDIN_FILENO);
  if (terminal != NULL) {
    si64_keys = open(terminal, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  }
  si64_obey = obey;
  si64_signals = signals;
  rl_getc_function = si64_getc;
  rl_deprep_term_function = si64_deprep_terminal;
  rl_readline_name = name;
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  rl_change_environment = 0;
  rl_attempted_completion_function = complete;
  rl_completer_quote_characters = "\"'";
  rl_completer_word_break_characters = (char *)" \t\n\"'`;";
  rl_filename_quote_characters = " \t\"'\\;#$";
  rl_sort_completion_matches = 1;
  rl_initialize();
  // Its question whether to go on would not hear Ctrl-C.
  rl_variable_bind("page-completions", "off");
  Keymap maps[] = {emacs_standard_keymap, vi_insertion_keymap, vi_movement_keymap};
  for (int index = 0; index < 3; index++) {
    rl_bind_keyseq_in_map("\033[200~", paste, maps[index]);
    si64_replace_command(maps[index], rl_yank_nth_arg, si64_yank_nth_arg);
    si64_replace_command(maps[index], rl_yank_last_arg, si64_yank_last_arg);
    si64_replace_command(maps[index], rl_vi_yank_arg, si64_vi_yank_arg);
    si64_replace_command(maps[index], rl_vi_search, si64_vi_search);
    si64_replace_command(maps[index], rl_vi_search_again, si64_vi_search);
  }
}

/// Whether a space follows a completed word.
static inline void si64_append_space(int yes) { rl_completion_append_character = yes ? ' ' : 0; }

/// No file names where there is nothing else to offer.
static inline void si64_no_file_names(void) { rl_attempted_completion_over = 1; }

/// The line being edited.
static inline const char *si64_line(void) { return rl_line_buffer; }

/// Where the cursor stands in it, in bytes.
static inline int si64_cursor(void) { return rl_point; }

/// Makes readline ask `show` to list the candidates of a completion.
static inline void si64_show_matches_with(rl_compdisp_func_t *show) {
  rl_completion_display_matches_hook = show;
}

/// Prints text where readline prints.
static inline void si64_print(const char *text) {
  fputs(text, rl_outstream);
  fflush(rl_outstream);
}

/// The version of the library, "8.2".
static inline const char *si64_readline_version(void) { return rl_library_version; }
