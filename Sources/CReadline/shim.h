// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdio.h>
#include <readline/readline.h>
#include <readline/history.h>

/// Prompts go to standard error: standard output is for data. (Here, as Swift may not touch C's globals.)
static inline void si64_prompt_on_standard_error(void) { rl_outstream = stderr; }
