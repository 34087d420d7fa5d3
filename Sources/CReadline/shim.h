// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <readline/readline.h>
#include <readline/history.h>

// Swift may not touch readline's global variables: these functions do.

/// Prompts and the edited line go to standard error while standard output is not a terminal.
static inline void si64_prompt_on_standard_error(void) { rl_outstream = stderr; }

/// Makes readline leave signals to us and ask `complete` for every word.
static inline void si64_readline_setup(const char *name, rl_completion_func_t *complete) {
  rl_readline_name = name;
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  rl_change_environment = 0;
  rl_attempted_completion_function = complete;
  rl_completer_quote_characters = "\"'";
  rl_completer_word_break_characters = (char *)" \t\n\"'`;";
  rl_filename_quote_characters = " \t\"'\\;#$";
  rl_sort_completion_matches = 1;
}

/// Whether a space follows a completed word.
static inline void si64_append_space(int yes) { rl_completion_append_character = yes ? ' ' : 0; }

/// No file names where there is nothing else to offer.
static inline void si64_no_file_names(void) { rl_attempted_completion_over = 1; }

/// The line being edited.
static inline const char *si64_line(void) { return rl_line_buffer; }

/// Where the cursor stands in it, in bytes.
static inline int si64_cursor(void) { return rl_point; }

/// Drops the line being edited and shows an empty one.
static inline void si64_cancel_line(void) {
  rl_callback_sigcleanup();
  rl_free_line_state();
  rl_replace_line("", 1);
  rl_crlf();
  rl_on_new_line();
  rl_redisplay();
}

/// The version of the library, "8.2".
static inline const char *si64_readline_version(void) { return rl_library_version; }
