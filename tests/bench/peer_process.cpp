// The peer as a process of its own, linked with nothing else, so that both sides pay their own start.
//   slate_peer THREADS QUERY
#include <cstdio>
#include <cstdlib>

#include "tests/bench/peer.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: slate_peer THREADS QUERY\n", stderr);
    return 2;
  }
  slate::bench::Peer peer(std::atoi(argv[1]));
  peer.Run(argv[2]);
  if (peer.error.empty()) return 0;
  std::fprintf(stderr, "%s\n", peer.error.c_str());
  return 1;
}
