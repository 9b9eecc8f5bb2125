/* A server that does next to nothing: it answers the API's requests with new ids and keeps none of them, so that a
 * benchmark shows the client. One thread, poll(), loopback only.
 *
 *   server [USERS]    listens on a free port of 127.0.0.1, prints it, and ends when its standard input does. Lists
 *                     show USERS users (default: none) with an API key each, newest first; each page is made up anew.
 *
 * GET /_stats answers {"requests":N,"cpu_us":N,"first_ns":N}: the requests since the last GET /_stats, the CPU time they
 * took, and the monotonic clock at the first of them. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { most_connections = 512, buffer_size = 16384 };

struct connection {
  size_t length;
  char buffer[buffer_size];
};

static struct pollfd polled[most_connections + 2];
static struct connection *connections[most_connections + 2];
static int count = 2;
static unsigned long long made, users, requests, first_ns, cpu_at_reset;

static unsigned long long now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static unsigned long long cpu_us(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000000ull + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

/* The value of a member that holds a text without escapes; the benchmark's lists have no others. */
static void copy_text(const char *body, const char *member, char *text, size_t size) {
  const char *start = strstr(body, member);
  text[0] = 0;
  if (!start) return;
  start = strchr(start + strlen(member), '"');
  if (!start) return;
  const char *end = strchr(++start, '"');
  if (!end || (size_t)(end - start) >= size) return;
  memcpy(text, start, end - start);
  text[end - start] = 0;
}

enum { page_size = 100, content_size = 64 * 1024 };

/* A page of users, or of their keys: the newest, or what follows the item that the request names. */
static void list(char *content, const char *head, int are_users) {
  const char *path = are_users ? "bot_users" : "api_keys", *before = strstr(head, "before_id="), *digits = before;
  unsigned long long next = users;
  if (before && before < strchr(head, '\n') && (digits = strchr(before, '_')) && (digits = strchr(digits + 1, '_')))
    next = strtoull(digits + 1, NULL, 10) - 1;
  size_t length = sprintf(content, "{\"%s\":[", are_users ? "bot_users" : "keys");
  unsigned long long last = next > page_size ? next - page_size + 1 : 1;
  for (unsigned long long id = next; id >= last && id; id--) {
    if (are_users)
      length += sprintf(content + length,
                        "{\"id\":\"bot_%027llu\",\"uri\":\"https://api.ngrok.com/bot_users/bot_%027llu\","
                        "\"name\":\"Company %llu\",\"active\":true,\"created_at\":\"2026-01-01T00:00:00Z\"}%s",
                        id, id, id, id > last ? "," : "");
    else
      length += sprintf(content + length,
                        "{\"id\":\"ak_%027llu\",\"uri\":\"https://api.ngrok.com/api_keys/ak_%027llu\","
                        "\"description\":\"ops@company-%llu.example\",\"metadata\":\"{\\\"id\\\":\\\"C-%llu\\\"}\","
                        "\"created_at\":\"2026-01-01T00:00:00Z\",\"token\":null,\"owner_id\":\"bot_%027llu\"}%s",
                        id, id, id, id, id, id > last ? "," : "");
  }
  length += sprintf(content + length, "],\"uri\":\"https://api.ngrok.com/%s\",\"next_page_uri\":", path);
  if (last > 1)
    sprintf(content + length, "\"https://api.ngrok.com/%s?before_id=%s_%027llu&limit=%d\"}", path,
            are_users ? "bot" : "ak", last, page_size);
  else
    strcpy(content + length, "null}");
}

static void answer(int descriptor, const char *head, const char *body) {
  static char content[content_size], reply[content_size + 512];
  char text[512];
  int status = 200;
  unsigned long long id = ++made;
  if (!strncmp(head, "GET /_stats", 11)) {
    snprintf(content, sizeof content, "{\"requests\":%llu,\"cpu_us\":%llu,\"first_ns\":%llu}", requests,
             cpu_us() - cpu_at_reset, first_ns);
    requests = first_ns = 0;
    cpu_at_reset = cpu_us();
  } else {
    if (!requests++) first_ns = now_ns();
    if (!strncmp(head, "POST /bot_users", 15)) {
      status = 201;
      copy_text(body, "\"name\":", text, sizeof text);
      snprintf(content, sizeof content,
               "{\"id\":\"bot_%027llu\",\"uri\":\"https://api.ngrok.com/bot_users/bot_%027llu\",\"name\":\"%s\","
               "\"active\":true,\"created_at\":\"2026-01-01T00:00:00Z\"}",
               id, id, text);
    } else if (!strncmp(head, "POST /api_keys", 14)) {
      status = 201;
      copy_text(body, "\"owner_id\":", text, sizeof text);
      snprintf(content, sizeof content,
               "{\"id\":\"ak_%027llu\",\"uri\":\"https://api.ngrok.com/api_keys/ak_%027llu\",\"description\":\"\","
               "\"metadata\":\"\",\"created_at\":\"2026-01-01T00:00:00Z\",\"token\":\"%027llu_tokentokentokentoken\","
               "\"owner_id\":\"%s\"}",
               id, id, id, text);
    } else if (!strncmp(head, "GET /bot_users/", 15)) {
      size_t length = strcspn(head + 15, " ?");
      snprintf(content, sizeof content,
               "{\"id\":\"%.*s\",\"uri\":\"\",\"name\":\"x\",\"active\":true,\"created_at\":\"2026-01-01T00:00:00Z\"}",
               (int)length, head + 15);
    } else {
      list(content, head, !strncmp(head, "GET /bot_users", 14));
    }
  }
  int length = snprintf(reply, sizeof reply,
                        "HTTP/1.1 %d OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s", status,
                        strlen(content), content);
  if (write(descriptor, reply, length) != length) return; /* the client has gone, which the next read shows */
}

/* Answers all requests that the buffer holds completely. */
static void take_requests(int index) {
  struct connection *connection = connections[index];
  for (;;) {
    connection->buffer[connection->length] = 0;
    char *end = strstr(connection->buffer, "\r\n\r\n");
    if (!end) return;
    size_t head = end + 4 - connection->buffer, body = 0;
    for (char *line = connection->buffer; line < end; line = strchr(line, '\n') + 1)
      if (!strncasecmp(line, "content-length:", 15)) body = strtoul(line + 15, NULL, 10);
    if (connection->length < head + body) return;
    char kept = connection->buffer[head + body];
    connection->buffer[head + body] = 0;
    answer(polled[index].fd, connection->buffer, connection->buffer + head);
    connection->buffer[head + body] = kept;
    connection->length -= head + body;
    memmove(connection->buffer, connection->buffer + head + body, connection->length);
  }
}

static void drop(int index) {
  close(polled[index].fd);
  free(connections[index]);
  count--;
  polled[index] = polled[count];
  connections[index] = connections[count];
}

int main(int count_of_arguments, char **arguments) {
  if (count_of_arguments > 1) users = strtoull(arguments[1], NULL, 10);
  signal(SIGPIPE, SIG_IGN);
  int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 256)) return perror("server"), 1;
  getsockname(listener, (struct sockaddr *)&address, &size);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  polled[0] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
  polled[1] = (struct pollfd){.fd = listener, .events = POLLIN};
  for (;;) {
    if (poll(polled, count, -1) < 0 && errno != EINTR) return perror("poll"), 1;
    if (polled[0].revents) return 0;
    if (polled[1].revents && count < most_connections + 2) {
      int descriptor = accept(listener, NULL, NULL);
      if (descriptor >= 0) {
        setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        connections[count] = calloc(1, sizeof(struct connection));
        polled[count++] = (struct pollfd){.fd = descriptor, .events = POLLIN};
      }
    }
    for (int index = count - 1; index >= 2; index--) {
      if (!polled[index].revents) continue;
      struct connection *connection = connections[index];
      ssize_t received = read(polled[index].fd, connection->buffer + connection->length,
                              buffer_size - 1 - connection->length);
      if (received <= 0) {
        drop(index);
        continue;
      }
      connection->length += received;
      take_requests(index);
    }
  }
}
