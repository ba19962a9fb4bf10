#include "observe/process_gauges.hpp"
#include <ctime>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace nucleus::metrics {

namespace {

double statm_bytes(int column) {
    std::ifstream file{"/proc/self/statm"};
    double pages = 0;
    for (int i = 0; i <= column; ++i) file >> pages;
    return pages * static_cast<double>(::sysconf(_SC_PAGESIZE));
}

double entries_of(const char* folder) {
    std::error_code failed;
    double n = 0;
    for (std::filesystem::directory_iterator i{folder, failed}, end; !failed && i != end;
         i.increment(failed))
        ++n;
    return n;
}

double cpu_seconds() {
    timespec used{};
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

/// Field 22 of stat counts clock ticks since boot; the command (field 2) may contain spaces.
double start_time() {
    std::ifstream file{"/proc/self/stat"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    std::istringstream fields{text.substr(std::min(text.size(), text.rfind(')') + 1))};
    std::string skipped;
    for (int i = 3; i < 22; ++i) fields >> skipped;
    double ticks = 0;
    fields >> ticks;
    timespec since_boot{};
    ::clock_gettime(CLOCK_BOOTTIME, &since_boot);
    return static_cast<double>(std::time(nullptr)) - static_cast<double>(since_boot.tv_sec) +
           ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double descriptor_limit() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<double>(limit.rlim_cur);
}

}

void process_gauges(registry& r) {
    r.make_gauge("process_resident_memory_bytes", "Resident memory", [] { return statm_bytes(1); });
    r.make_gauge("process_virtual_memory_bytes", "Virtual memory", [] { return statm_bytes(0); });
    r.make_gauge("process_cpu_seconds_total", "User and system CPU time", cpu_seconds);
    // The folder being read is open itself.
    r.make_gauge("process_open_fds", "Open descriptors",
                 [] { return entries_of("/proc/self/fd") - 1; });
    r.make_gauge("process_max_fds", "Largest number of open descriptors", descriptor_limit);
    r.make_gauge("process_threads", "Threads", [] { return entries_of("/proc/self/task"); });
    r.make_gauge("process_start_time_seconds", "Start of the process, seconds since 1970",
                 [at = start_time()] { return at; });
}

}
