/* dmesg: the kernel's messages, from /dev/kmsg or by syslog(2). */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <time.h>
#include <unistd.h>

#include "proc-system.h"
#include "tool.h"

static const char usage[] =
    "usage: dmesg [-trTw]\n"
    "Print what the kernel has reported since boot: out of memory, killed programs, unknown system calls, ...\n"
    "  -t, --notime  without times    -T, --ctime  with the date instead of seconds since boot\n"
    "  -r, --raw     with the level in front, as syslog(2) gives it\n"
    "  -w, --follow  wait for more\n"
    "example: dmesg | tail -5\n";

enum { RECORD_SIZE = 8192, READ_ALL = 3, RING_SIZE = 10 };

typedef struct {
  bool no_time, raw, date;
} Format;

static void print_message(unsigned priority, double seconds, const char *text, const Format *format) {
  if (format->raw) printf("<%u>", priority);
  if (format->date) {
    time_t when = time(NULL) - (time_t)(proc_uptime() - seconds);
    char date[40];
    strftime(date, sizeof date, "%a %b %e %H:%M:%S %Y", localtime(&when));
    printf("[%s] ", date);
  } else if (!format->no_time) {
    printf("[%12.6f] ", seconds);
  }
  puts(text);
}

/** A record of /dev/kmsg: "priority,sequence,microseconds,flags;text", then lines of context that begin with a blank. */
static void print_record(char *record, const Format *format) {
  unsigned priority;
  unsigned long long microseconds;
  char *text = strchr(record, ';');
  if (text == NULL || sscanf(record, "%u,%*u,%llu", &priority, &microseconds) != 2) return;
  text++;
  text[strcspn(text, "\n")] = '\0';
  print_message(priority, (double)microseconds / 1e6, text, format);
}

/** One read is one record. Returns false when the device cannot be read at all. */
static bool print_device(const Format *format, bool follow) {
  static char record[RECORD_SIZE];
  int fd = open("/dev/kmsg", O_RDONLY | O_CLOEXEC | (follow ? 0 : O_NONBLOCK));
  if (fd < 0) return false;
  bool any = false;
  for (;;) {
    ssize_t length = read(fd, record, sizeof record - 1);
    if (length < 0 && (errno == EPIPE || errno == EINTR)) continue;
    if (length <= 0) break;
    record[length] = '\0';
    print_record(record, format);
    if (follow) fflush(stdout);
    any = true;
  }
  bool usable = any || errno == EAGAIN;
  close(fd);
  return usable;
}

/** The text of syslog(2): lines "<6>[    1.234567] text". */
static void print_line(char *line, const Format *format) {
  unsigned priority = 0;
  double seconds = 0;
  int used = 0;
  if (sscanf(line, "<%u>%n", &priority, &used) == 1) line += used;
  used = 0;
  if (sscanf(line, "[%lf]%n", &seconds, &used) == 1) line += used;
  print_message(priority, seconds, line + (*line == ' '), format);
}

static void print_ring(const Format *format) {
  int size = klogctl(RING_SIZE, NULL, 0);
  char *text = must_allocate((unsigned long)(size > 0 ? size : RECORD_SIZE) + 1);
  int length = klogctl(READ_ALL, text, size > 0 ? size : RECORD_SIZE);
  if (length < 0) die("kernel messages");
  text[length] = '\0';
  char *rest = text;
  for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
    if (*line != '\0') print_line(line, format);
  }
  free(text);
}

int main(int argc, char **argv) {
  static const struct option longs[] = {{"notime", no_argument, NULL, 't'}, {"raw", no_argument, NULL, 'r'},
                                        {"ctime", no_argument, NULL, 'T'}, {"follow", no_argument, NULL, 'w'}, {NULL, 0, NULL, 0}};
  Format format = {0};
  bool follow = false;
  tool_begin(argv, usage);
  for (int option; (option = tool_option(argc, argv, "trTw", longs)) != -1;) switch (option) {
    case 't': format.no_time = true; break;
    case 'r': format.raw = true; break;
    case 'T': format.date = true; break;
    case 'w': follow = true; break;
  }
  if (optind < argc) usage_error("unexpected word: %s", argv[optind]);
  if (!print_device(&format, follow)) print_ring(&format);
  return tool_finish();
}
