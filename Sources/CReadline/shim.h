// SPDX-License-Identifier: GPL-3.0-or-later
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <readline/readline.h>
#include <readline/history.h>

// Swift may not touch readline's global variables: these functions do.

/// Prompts and the edited line go to standard error while standard output is not a terminal.
static inline void si64_prompt_on_standard_error(void) { rl_outstream = stderr; }

static int si64_signals = -1;
static int si64_signal = 0;

/// The next byte of the terminal. Where readline wants more of a character or a sequence than has
/// been typed, a signal ends the waiting: readline itself would wait for ever.
static inline int si64_getc(FILE *stream) {
  int terminal = fileno(stream);
  int over = RL_ISSTATE(RL_STATE_READCMD) ? -2 : EOF;
  for (;;) {
    struct pollfd wait[2] = {{terminal, POLLIN, 0}, {si64_signals, POLLIN, 0}};
    unsigned char byte = 0;
    int ready = poll(wait, 1, 0);
    if (ready == 0) ready = poll(wait, 2, -1);
    if (ready <= 0) continue;
    if (wait[0].revents == 0) {
      if (read(si64_signals, &byte, 1) == 1) si64_signal = byte;
      return over;
    }
    // Ctrl-C throws away what poll has just seen: reading must not wait for it.
    int flags = fcntl(terminal, F_GETFL);
    fcntl(terminal, F_SETFL, flags | O_NONBLOCK);
    ssize_t count = read(terminal, &byte, 1);
    int fault = errno;
    fcntl(terminal, F_SETFL, flags);
    if (count == 1) return byte;
    if (count == 0 || (fault != EAGAIN && fault != EINTR)) return over;
  }
}

/// The signal that ended the waiting, once; 0 where there was none.
static inline int si64_take_signal(void) {
  int number = si64_signal;
  si64_signal = 0;
  return number;
}

/// Makes readline leave signals to us, which come as bytes from a descriptor, and ask `complete`
/// for every word.
static inline void si64_readline_setup(
    const char *name, int signals, rl_completion_func_t *complete) {
  si64_signals = signals;
  rl_getc_function = si64_getc;
  // Its question whether to go on would not hear Ctrl-C.
  rl_variable_bind("page-completions", "off");
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

/// Ends a search, an argument or a sequence of keys that is half done. Readline believes that only
/// a handler inside its own callback would ask for it.
static inline void si64_forget_keys(void) {
  RL_SETSTATE(RL_STATE_CALLBACK);
  rl_callback_sigcleanup();
  RL_UNSETSTATE(RL_STATE_CALLBACK);
  rl_free_line_state();
}

/// Leaves the line being edited as it is on the screen, and forgets it.
static inline void si64_cancel_line(void) {
  rl_point = rl_end;
  rl_redisplay();
  fputs("^C", rl_outstream);
  rl_crlf();
  fflush(rl_outstream);
  rl_replace_line("", 1);
}

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
