// The registry of metric families and their text exposition.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <deque>
#include <map>
#include <mutex>
#include <nucleus/metrics.hpp>
#include <stdexcept>
#include <variant>

namespace nucleus::metrics {

namespace {

using reading = std::function<double()>;

struct series {
    labels of;
    std::variant<counter*, histogram*, reading> value;
};

struct family {
    std::string help;
    std::size_t kind; // index in series::value
    std::deque<series> rows;
};

bool valid_name(std::string_view name, bool colons) {
    const auto letter = [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (colons && c == ':');
    };
    return !name.empty() && letter(name.front()) &&
           std::all_of(name.begin(), name.end(),
                       [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

/// Backslash and newline are escaped everywhere, quotes only in label values.
void append_escaped(std::string& out, std::string_view text, bool quotes) {
    for (const char c : text) {
        if (c == '\n')
            out += "\\n";
        else if (c == '\\')
            out += "\\\\";
        else if (c == '"' && quotes)
            out += "\\\"";
        else
            out += c;
    }
}

void append(std::string& out, double d) {
    if (std::isnan(d))
        out += "NaN";
    else if (std::isinf(d))
        out += d > 0 ? "+Inf" : "-Inf";
    else {
        const bool readable = d == 0 || (std::abs(d) >= 1e-6 && std::abs(d) < 1e15);
        const auto form = readable ? std::chars_format::fixed : std::chars_format::scientific;
        char digits[40];
        out.append(digits, std::to_chars(digits, digits + sizeof digits, d, form).ptr);
    }
}

void append_sample(std::string& out, std::string_view name, std::string_view suffix,
                   const labels& of, std::string_view le, const auto& value) {
    out.append(name).append(suffix);
    char next = '{';
    for (const auto& [label, text] : of) {
        out.append(1, next).append(label).append("=\"");
        append_escaped(out, text, true);
        out += '"';
        next = ',';
    }
    if (!le.empty()) {
        out.append(1, next).append("le=\"").append(le).append("\"");
        next = ',';
    }
    out += next == '{' ? " " : "} ";
    if constexpr (std::is_same_v<decltype(value), const double&>)
        append(out, value);
    else
        out += std::to_string(value);
    out += '\n';
}

void append_histogram(std::string& out, std::string_view name, const labels& of,
                      const histogram& h) {
    std::uint64_t cumulative = 0;
    for (std::size_t i = 0; i < std::size(histogram::bounds); ++i) {
        cumulative += h.bucket(i);
        std::string le;
        append(le, histogram::bounds[i]);
        append_sample(out, name, "_bucket", of, le, cumulative);
    }
    // Observations go on meanwhile: the total must never be less than a bucket.
    const auto count = std::max(cumulative, h.count());
    append_sample(out, name, "_bucket", of, "+Inf", count);
    append_sample(out, name, "_sum", of, "", h.sum_seconds());
    append_sample(out, name, "_count", of, "", count);
}

/// A reading that only goes up says so by its name, as Prometheus wants it.
std::string_view type_name(std::string_view name, std::size_t kind) {
    if (kind == 1) return "histogram";
    return kind == 0 || name.ends_with("_total") ? "counter" : "gauge";
}

}

struct registry::state {
    mutable std::mutex guard;
    std::map<std::string, family> families;
    std::deque<counter> counters;
    std::deque<histogram> histograms;

    /// The series of that name and these labels, made by `make` when it is new.
    series& obtain(std::string name, std::string help, labels of, std::size_t kind,
                   const auto& make) {
        if (!valid_name(name, true)) throw std::invalid_argument("not a metric name: " + name);
        for (const auto& [label, text] : of)
            if (!valid_name(label, false))
                throw std::invalid_argument("not a label name: " + label);
        const auto [at, fresh] =
            families.try_emplace(std::move(name), family{std::move(help), kind, {}});
        auto& [family_name, f] = *at;
        if (f.kind != kind)
            throw std::invalid_argument("metric " + family_name + " is already of another type");
        const auto known =
            std::find_if(f.rows.begin(), f.rows.end(), [&](const series& s) { return s.of == of; });
        return known != f.rows.end() ? *known : f.rows.emplace_back(series{std::move(of), make()});
    }
};

registry::registry()
    : state_{std::make_unique<state>()} {}
registry::~registry() = default;

counter& registry::make_counter(std::string name, std::string help, labels l) {
    const std::lock_guard lock{state_->guard};
    return *std::get<0>(state_
                            ->obtain(std::move(name), std::move(help), std::move(l), 0,
                                     [&] { return &state_->counters.emplace_back(); })
                            .value);
}

histogram& registry::make_histogram(std::string name, std::string help, labels l) {
    const std::lock_guard lock{state_->guard};
    return *std::get<1>(state_
                            ->obtain(std::move(name), std::move(help), std::move(l), 1,
                                     [&] { return &state_->histograms.emplace_back(); })
                            .value);
}

void registry::make_gauge(std::string name, std::string help, std::function<double()> read,
                          labels l) {
    const std::lock_guard lock{state_->guard};
    auto& s =
        state_->obtain(std::move(name), std::move(help), std::move(l), 2, [] { return reading{}; });
    s.value = std::move(read); // who registers last is who is alive
}

std::string registry::expose() const {
    const std::lock_guard lock{state_->guard};
    std::string out;
    for (const auto& [name, f] : state_->families) {
        out.append("# HELP ").append(name).append(" ");
        append_escaped(out, f.help, false);
        out.append("\n# TYPE ")
            .append(name)
            .append(" ")
            .append(type_name(name, f.kind))
            .append("\n");
        for (const auto& row : f.rows) {
            if (f.kind == 0)
                append_sample(out, name, "", row.of, "", std::get<0>(row.value)->value());
            else if (f.kind == 1)
                append_histogram(out, name, row.of, *std::get<1>(row.value));
            else
                append_sample(out, name, "", row.of, "", std::get<2>(row.value)());
        }
    }
    return out;
}

void histogram::observe(double seconds) noexcept {
    if (!(seconds > 0)) seconds = 0; // a clock that went back, or NaN
    const auto* bound = std::lower_bound(std::begin(bounds), std::end(bounds), seconds);
    if (bound != std::end(bounds))
        buckets_[bound - std::begin(bounds)].fetch_add(1, std::memory_order_relaxed);
    nanoseconds_.fetch_add(static_cast<std::uint64_t>(std::min(seconds, 1e9) * 1e9),
                           std::memory_order_relaxed);
    count_.fetch_add(1, std::memory_order_relaxed);
}

}
