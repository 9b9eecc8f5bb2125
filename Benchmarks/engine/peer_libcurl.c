/* What libcurl itself costs: the same two requests a customer over the same connections, from one thread, with kept
 * handles; nothing is read out of the answers, nothing is written down. No client on libcurl can be cheaper.
 *
 *   peer_libcurl BASE_URL CUSTOMERS CONNECTIONS
 */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *base;
static struct curl_slist *headers;
static long begun, ended, wanted;

static size_t take(char *bytes, size_t size, size_t count, void *context) {
  (void)bytes;
  (void)context;
  return size * count;
}

static void begin(CURLM *multi, CURL *easy) {
  char url[256], body[256];
  long customer = begun / 2;
  if (begun % 2 == 0) {
    snprintf(url, sizeof url, "%s/bot_users", base);
    snprintf(body, sizeof body, "{\"name\":\"Company %ld\",\"active\":true}", customer);
  } else {
    snprintf(url, sizeof url, "%s/api_keys", base);
    snprintf(body, sizeof body, "{\"owner_id\":\"bot_%ld\",\"description\":\"Company %ld\",\"metadata\":\"\"}", customer, customer);
  }
  begun++;
  curl_easy_setopt(easy, CURLOPT_URL, url);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE, (long)strlen(body));
  curl_easy_setopt(easy, CURLOPT_COPYPOSTFIELDS, body);
  if (curl_multi_add_handle(multi, easy) != CURLM_OK) exit(1);
}

int main(int count, char **arguments) {
  if (count != 4) return 2;
  base = arguments[1];
  wanted = 2 * atol(arguments[2]);
  int connections = atoi(arguments[3]);
  curl_global_init(CURL_GLOBAL_DEFAULT);
  headers = curl_slist_append(headers, "Authorization: Bearer benchmark");
  headers = curl_slist_append(headers, "Ngrok-Version: 2");
  headers = curl_slist_append(headers, "Content-Type: application/json");
  headers = curl_slist_append(headers, "Accept: application/json");
  headers = curl_slist_append(headers, "Expect:");
  CURLM *multi = curl_multi_init();
  curl_multi_setopt(multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
  curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)connections);
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)connections);
  for (int index = 0; index < connections && begun < wanted; index++) {
    CURL *easy = curl_easy_init();
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, take);
    begin(multi, easy);
  }
  while (ended < wanted) {
    int running, left;
    if (curl_multi_perform(multi, &running) != CURLM_OK) return 1;
    CURLMsg *message;
    while ((message = curl_multi_info_read(multi, &left))) {
      CURL *easy = message->easy_handle;
      long status = 0;
      curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
      if (message->data.result != CURLE_OK || status != 201) return 1;
      ended++;
      curl_multi_remove_handle(multi, easy);
      if (begun < wanted) begin(multi, easy);
    }
    if (ended < wanted && curl_multi_poll(multi, NULL, 0, 1000, NULL) != CURLM_OK) return 1;
  }
  return 0;
}
