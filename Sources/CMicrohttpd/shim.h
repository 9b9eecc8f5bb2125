#pragma once
#include <microhttpd.h>
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

// Swift can neither call variadic functions nor read unions; what stands here does that and nothing else.

/// Starts a daemon on 127.0.0.1 that runs only inside of MHD_run_wait, so that all callbacks come on the caller's thread.
static inline struct MHD_Daemon *sandbox_mhd_start(
    uint16_t port, MHD_AccessHandlerCallback on_request,
    void *(*on_target)(void *, const char *, struct MHD_Connection *),
    MHD_RequestCompletedCallback on_completed, MHD_NotifyConnectionCallback on_connection, void *context) {
  struct sockaddr_in address;
  memset(&address, 0, sizeof address);
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  unsigned int flags = MHD_ALLOW_SUSPEND_RESUME | MHD_USE_SUPPRESS_DATE_NO_CLOCK;
  unsigned int connections = 1000;  // select() on systems without epoll takes no more than 1,024 descriptors
  if (MHD_is_feature_supported(MHD_FEATURE_EPOLL) == MHD_YES) {
    flags |= MHD_USE_EPOLL;
    connections = 10000;
  }
  return MHD_start_daemon(
      flags, port, NULL, NULL, on_request, context,
      MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
      MHD_OPTION_URI_LOG_CALLBACK, on_target, context,
      MHD_OPTION_NOTIFY_COMPLETED, on_completed, context,
      MHD_OPTION_NOTIFY_CONNECTION, on_connection, context,
      MHD_OPTION_CONNECTION_LIMIT, connections,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)65536,
      MHD_OPTION_LISTEN_BACKLOG_SIZE, 1024u,
      MHD_OPTION_END);
}

/// The port that the daemon listens on, or 0.
static inline uint16_t sandbox_mhd_port(struct MHD_Daemon *daemon) {
  const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT);
  return info ? info->port : 0;
}

/// The connection's socket, or -1.
static inline int sandbox_mhd_socket(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info ? info->connect_fd : -1;
}

/// What on_connection stored for this connection.
static inline void *sandbox_mhd_connection_context(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info ? info->socket_context : NULL;
}
