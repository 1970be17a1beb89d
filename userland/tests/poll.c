/* poll, ppoll and select on pipes: ready, not ready, closed, not open. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/select.h>
#include <time.h>

#include "show.h"

static void show_events(const char *what, struct pollfd *polled, int result) {
  short events = polled->revents;
  printf("%s: %d%s%s%s%s%s\n", what, result, events & POLLIN ? " IN" : "", events & POLLOUT ? " OUT" : "", events & POLLHUP ? " HUP" : "",
         events & POLLERR ? " ERR" : "", events & POLLNVAL ? " NVAL" : "");
}

static void poll_one(const char *what, int fd, short events) {
  struct pollfd polled = {.fd = fd, .events = events};
  int result = poll(&polled, 1, 0);
  show_events(what, &polled, result);
}

static void on_signal(int number) {
  (void)number;
}

static double seconds_since(const struct timespec *begun) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)(now.tv_sec - begun->tv_sec) + (double)(now.tv_nsec - begun->tv_nsec) / 1e9;
}

int main(void) {
  static char block[70000];
  int ends[2];
  struct timespec begun;
  pipe(ends);
  poll_one("empty pipe, reader", ends[0], POLLIN);
  poll_one("empty pipe, writer", ends[1], POLLOUT);
  write(ends[1], "x", 1);
  poll_one("one byte, reader", ends[0], POLLIN);
  poll_one("one byte, nothing asked", ends[0], 0);
  fcntl(ends[1], F_SETFL, O_NONBLOCK);
  write(ends[1], block, sizeof block);
  poll_one("full pipe, writer", ends[1], POLLOUT);
  poll_one("not open", 77, POLLIN);
  poll_one("negative", -1, POLLIN);
  int file = open("file", O_CREAT | O_RDWR, 0644);
  poll_one("a file", file, POLLIN | POLLOUT);
  clock_gettime(CLOCK_MONOTONIC, &begun);
  struct pollfd none = {.fd = -1};
  SHOW(poll(&none, 1, 50));
  CHECK(seconds_since(&begun) >= 0.049);
  pid_t child = fork();
  if (child == 0) {
    nanosleep(&(struct timespec){0, 20000000}, NULL);
    read(ends[0], block, sizeof block);
    _exit(0);
  }
  struct pollfd writer = {.fd = ends[1], .events = POLLOUT};
  int result = poll(&writer, 1, -1);
  show_events("writer waits for the child", &writer, result);
  waitpid(child, NULL, 0);
  fd_set readable, writable;
  FD_ZERO(&readable);
  FD_ZERO(&writable);
  FD_SET(ends[0], &readable);
  FD_SET(ends[1], &writable);
  struct timeval timeout = {0, 0};
  SHOW(select(ends[1] + 1, &readable, &writable, NULL, &timeout));
  printf("readable %d, writable %d\n", FD_ISSET(ends[0], &readable) != 0, FD_ISSET(ends[1], &writable) != 0);
  close(ends[1]);
  poll_one("writer gone", ends[0], POLLIN);
  read(ends[0], block, sizeof block);
  poll_one("writer gone, drained", ends[0], POLLIN);
  pipe(ends);
  close(ends[0]);
  poll_one("reader gone", ends[1], POLLOUT);
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  sigaction(SIGALRM, &action, NULL);
  alarm(1);
  SHOW(poll(&none, 1, -1));
  sigset_t mask, old;
  sigemptyset(&mask);
  sigaddset(&mask, SIGUSR1);
  signal(SIGUSR1, on_signal);
  sigprocmask(SIG_BLOCK, &mask, &old);
  raise(SIGUSR1);
  SHOW(poll(&none, 1, 0));
  SHOW(ppoll(&none, 1, &(struct timespec){5, 0}, &old));
  FD_ZERO(&readable);
  FD_SET(77, &readable);
  SHOW(select(78, &readable, NULL, NULL, &timeout));
  return 0;
}
