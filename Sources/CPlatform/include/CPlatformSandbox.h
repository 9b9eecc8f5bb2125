#pragma once
// A thread, a clock and sockets for the sandbox, under names that Linux and macOS share.
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <time.h>

static inline uint64_t platform_sandbox_monotonic(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static inline int64_t platform_sandbox_wall_seconds(void) { return (int64_t)time(NULL); }

/// A thread's handle, whose type the systems define differently.
struct platform_sandbox_thread {
  pthread_t handle;
};

/// Starts a thread on which no signal is delivered, as signals belong to the program around the sandbox.
static inline int platform_sandbox_thread_start(
    struct platform_sandbox_thread *thread, void *(*body)(void *), void *argument) {
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int result = pthread_create(&thread->handle, NULL, body, argument);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return result;
}

static inline void platform_sandbox_thread_join(struct platform_sandbox_thread thread) {
  pthread_join(thread.handle, NULL);
}

/// Ends the connection by a reset, unsent bytes included; the descriptor stays open and is its owner's to close.
///
/// Closing with a linger time of 0 resets as well, but not if the owner shuts the socket down before closing it, as
/// libmicrohttpd does. Linux resets at once when a connected socket is connected to nothing.
static inline void platform_sandbox_reset(int descriptor) {
  struct linger linger = {.l_onoff = 1, .l_linger = 0};
  setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
#ifdef __linux__
  struct sockaddr nothing = {.sa_family = AF_UNSPEC};
  connect(descriptor, &nothing, sizeof nothing);
#endif
}

static inline void platform_sandbox_shut_down(int descriptor) { shutdown(descriptor, SHUT_RDWR); }

/// Takes an exclusive lock without waiting; 0 or an error number.
static inline int platform_sandbox_lock(int file) { return flock(file, LOCK_EX | LOCK_NB) == 0 ? 0 : errno; }
