// Work that nobody waits for.
#include <boost/asio/co_spawn.hpp>
#include <nucleus/async/background.hpp>
#include <nucleus/log.hpp>

namespace nucleus {

void in_background(boost::asio::io_context& context, std::string name, task<void> work) {
    boost::asio::co_spawn(
        context, std::move(work), [name = std::move(name)](std::exception_ptr failed) {
            try {
                if (failed) std::rethrow_exception(failed);
            } catch (const std::exception& e) {
                log::error("background", "work failed", {{"work", name}, {"reason", e.what()}});
            } catch (...) {
                log::error("background", "work failed", {{"work", name}});
            }
        });
}

}
