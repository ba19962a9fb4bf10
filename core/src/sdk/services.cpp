// Services by name.
#include <nucleus/services.hpp>

namespace nucleus {

void services::put(std::string_view name, std::shared_ptr<void> service) {
    if (!by_name_.emplace(std::string{name}, std::move(service)).second)
        throw std::logic_error("two plugins provide the service '" + std::string{name} + "'");
}

void* services::look_up(std::string_view name) const noexcept {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second.get();
}

}
