// Typed services by which plugins meet.
#pragma once
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace nucleus {

/// What plugins offer each other, keyed by T::service_name. Filled during start, in dependency
/// order; read-only afterwards. A service lives as long as the process.
class services {
public:
    template <class T> void provide(std::shared_ptr<T> service) {
        put(T::service_name, std::static_pointer_cast<void>(std::move(service)));
    }
    /// The service, or null when nobody provides it.
    template <class T> [[nodiscard]] T* find() const noexcept {
        return static_cast<T*>(look_up(T::service_name));
    }
    /// The service; throws std::logic_error naming it when it is missing.
    template <class T> [[nodiscard]] T& get() const {
        if (auto* s = find<T>()) return *s;
        throw std::logic_error("service not provided: " + std::string{T::service_name});
    }
    [[nodiscard]] bool has(std::string_view name) const noexcept {
        return look_up(name) != nullptr;
    }

private:
    void put(std::string_view name, std::shared_ptr<void> service);
    [[nodiscard]] void* look_up(std::string_view name) const noexcept;
    std::map<std::string, std::shared_ptr<void>, std::less<>> by_name_;
};

}
