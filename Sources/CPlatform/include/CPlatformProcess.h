#pragma once
// Signals, threads and terminals of the process, for Commands.
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static inline sigset_t muster_stop_signals(void) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGHUP);
  sigaddset(&signals, SIGQUIT);
  return signals;
}

/// Keeps the signals that stop a program from interrupting it, so that a thread can wait for them instead. To be called
/// before any other thread is started: threads inherit it.
static inline void muster_block_stop_signals(void) {
  sigset_t signals = muster_stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

/// Waits for the next of these signals and returns its number.
static inline int muster_wait_for_stop_signal(void) {
  sigset_t signals = muster_stop_signals();
  int signal = 0;
  while (sigwait(&signals, &signal) != 0) {}
  return signal;
}

/// Keeps the system from writing the process's memory, with the API key and tokens in it, into a file when it crashes.
static inline void muster_forbid_core_files(void) {
  struct rlimit none = {0, 0};
  setrlimit(RLIMIT_CORE, &none);
}

static inline void muster_end_on_quit_handler(int number) { _exit(128 + number); }

/// Makes SIGQUIT (Ctrl-\\) end the process at once: no core file, which would hold the API key, and none of the Swift
/// runtime's questions.
static inline void muster_end_on_quit(void) { signal(SIGQUIT, muster_end_on_quit_handler); }

/// Makes writing to a closed pipe an error instead of the end.
static inline void muster_ignore_closed_pipes(void) { signal(SIGPIPE, SIG_IGN); }

/// Starts a thread that nobody waits for; 0 or the error's number.
static inline int muster_start_thread(void *(*body)(void *), void *context) {
  pthread_t thread;
  int result = pthread_create(&thread, NULL, body, context);
  if (result == 0) pthread_detach(thread);
  return result;
}

/// The width of the terminal behind a descriptor in columns; 0 if there is none or it does not tell.
static inline int muster_terminal_width(int descriptor) {
  struct winsize size;
  memset(&size, 0, sizeof size);
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

/// Writes a point in time, in seconds from now, as local clock time: `14:32`, or `Tue 14:32` if it is not today's.
static inline void muster_local_clock_time(int64_t seconds_from_now, char text[32]) {
  time_t now = time(NULL), then = now + (time_t)seconds_from_now;
  struct tm today, day;
  localtime_r(&now, &today);
  localtime_r(&then, &day);
  int is_today = today.tm_year == day.tm_year && today.tm_yday == day.tm_yday;
  const char *form = is_today ? "%H:%M" : seconds_from_now < 6 * 86400 ? "%a %H:%M" : "%Y-%m-%d %H:%M";
  if (strftime(text, 32, form, &day) == 0) text[0] = 0;
}
