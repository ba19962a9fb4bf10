// argon2id hashes per second of libsodium itself: THREADS threads for SECONDS, MEMORY_KIB,
// ITERATIONS.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <sodium.h>
#include <thread>
#include <vector>

int main(int argc, char** argv) {
    if (argc != 5 || sodium_init() < 0)
        return std::fputs("usage: bench_argon2 THREADS SECONDS MEMORY_KIB ITERATIONS\n", stderr), 2;
    const auto threads = std::strtoul(argv[1], nullptr, 10),
               memory = std::strtoul(argv[3], nullptr, 10);
    const auto seconds = std::strtod(argv[2], nullptr);
    const auto iterations = std::strtoull(argv[4], nullptr, 10);
    std::atomic<unsigned long> hashes{0};
    const auto started = std::chrono::steady_clock::now();
    const auto elapsed = [&] {
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    };
    const auto work = [&] {
        unsigned char out[32];
        const unsigned char salt[crypto_pwhash_SALTBYTES]{1, 2, 3};
        while (elapsed() < seconds) {
            if (crypto_pwhash(out, sizeof out, "correct horse", 13, salt, iterations, memory * 1024,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
                std::abort();
            ++hashes;
        }
    };
    {
        std::vector<std::jthread> all;
        for (unsigned long i = 0; i < threads; ++i) all.emplace_back(work);
    }
    std::printf("%.3f\n", static_cast<double>(hashes.load()) / elapsed());
}
