#pragma once
#include <curl/curl.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>
#include <unistd.h>

// Swift cannot call variadic functions or read unions: each option type gets a wrapper of its own.

static inline CURLcode muster_curl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode muster_curl_set_text(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode muster_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

// The size goes first: without it libcurl would take the length of the copy from a terminating zero.
static inline CURLcode muster_curl_copy_body(CURL *easy, const void *bytes, curl_off_t count) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, count);
  return code == CURLE_OK ? curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, bytes) : code;
}

static inline CURLcode muster_curl_limit_body(CURL *easy, curl_off_t bytes) {
  return curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE, bytes);
}

typedef size_t (*muster_curl_receiver)(char *bytes, size_t size, size_t count, void *context);
typedef int (*muster_curl_guard)(void *context, char *, char *, int, int);

static inline CURLcode muster_curl_set_callbacks(CURL *easy, void *context, muster_curl_receiver header,
                                                 muster_curl_receiver body, muster_curl_guard guard) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, header);
  if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_HEADERDATA, context);
  if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, body);
  if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
  if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, guard);
  if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_PREREQDATA, context);
  if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_PRIVATE, context);
  return code;
}

static inline CURLcode muster_curl_allow_http_only(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075500
  return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
#else
  return curl_easy_setopt(easy, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

// Taking back a handle whose name is being resolved would otherwise wait for the resolver, for seconds.
static inline void muster_curl_leave_resolver(CURL *easy) {
#if LIBCURL_VERSION_NUM >= 0x075700
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
#else
  (void)easy;
#endif
}

static inline long muster_curl_long_info(CURL *easy, CURLINFO info) {
  long value = 0;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

typedef curl_socket_t (*muster_curl_opener)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
typedef int (*muster_curl_closer)(void *context, curl_socket_t socket);

static inline CURLcode muster_curl_set_socket_callbacks(CURL *easy, void *context, muster_curl_opener open,
                                                        muster_curl_closer close) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, open);
  if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, context);
  if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, close);
  if (code == CURLE_OK) code = curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, context);
  return code;
}

static inline curl_socket_t muster_socket_open(const struct curl_sockaddr *address) {
  curl_socket_t opened = socket(address->family, address->socktype, address->protocol);
  if (opened != CURL_SOCKET_BAD) fcntl(opened, F_SETFD, FD_CLOEXEC);
  return opened;
}

static inline int muster_socket_close(curl_socket_t socket) { return close(socket); }

// 0 where the socket has none.
static inline int muster_socket_local_port(curl_socket_t socket) {
  struct sockaddr_storage address;
  socklen_t size = sizeof address;
  if (getsockname(socket, (struct sockaddr *)&address, &size)) return 0;
  if (address.ss_family == AF_INET) return ntohs(((struct sockaddr_in *)&address)->sin_port);
  if (address.ss_family == AF_INET6) return ntohs(((struct sockaddr_in6 *)&address)->sin6_port);
  return 0;
}

// The end of a connection counts, too.
static inline bool muster_socket_has_input(curl_socket_t socket) {
  struct pollfd ready = {.fd = socket, .events = POLLIN};
  return poll(&ready, 1, 0) > 0;
}

static inline CURLMcode muster_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

// The next transfer that has ended, with its result and the context given to its callbacks; NULL if there is none.
static inline CURL *muster_curl_next_ended(CURLM *multi, CURLcode *result, void **context) {
  int left;
  CURLMsg *message;
  while ((message = curl_multi_info_read(multi, &left))) {
    if (message->msg != CURLMSG_DONE) continue;
    char *stored = NULL;
    CURL *easy = message->easy_handle;
    *result = message->data.result;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &stored);
    *context = stored;
    return easy;
  }
  return NULL;
}

static inline const curl_version_info_data *muster_curl_version_info(void) {
  return curl_version_info(CURLVERSION_NOW);
}
