// From a typed function to a catalog handler.
//
//     task<result<login_success>> login(auth_context&, request_context&, login_request);
//     c.post("LOGIN", "/auth/login", access::anyone, limit::auth, bind<&login>(auth), "Sign in");
//
// The third parameter, if any, is a described struct: read from the JSON body, or with
// `query<T>` from the query string. The result is a described struct, void (data: null), or
// `answered` when the handler wrote rc.response itself.
//
// Rules of a body that its shape cannot say are a second function, so that everything that is wrong
// is told at once: bind<&register_user, &check_register>(auth) with
//
//     void check_register(const auth_context&, const register_request&, std::vector<fault>&);
#pragma once
#include <functional>
#include <nucleus/catalog.hpp>
#include <utility>

namespace nucleus {

/// A handler's result when it has filled rc.response, or streamed, by itself.
struct answered {};

/// A handler parameter read from the query string instead of the body.
template <described T> struct query {
    T value;
    const T* operator->() const { return &value; }
};

namespace detail {

template <class R> void answer_with(request_context& rc, const result<R>& r) {
    if (!r) return rc.fail(r.error());
    if constexpr (std::is_void_v<R>)
        rc.succeed();
    else if constexpr (!std::same_as<R, answered>)
        rc.succeed(*r);
}

template <class R> const shape* answer_shape() {
    if constexpr (described<R>)
        return &shape_of<R>();
    else
        return nullptr;
}

/// What a handler reads: without a body, where it may be left out, as if all were left out of it.
[[nodiscard]] std::string_view body_of(const request_context& rc);

/// Reads a body and judges it by `check` too, also when the shape found faults: those of `check`
/// are left out where there is one of the shape, whose value was not read.
[[nodiscard]] result<void> read_and_check(const shape& s, void* into, std::string_view text,
                                          const std::function<void(std::vector<fault>&)>& check);

template <auto F> struct binder;

template <class Context, class R, task<result<R>> (*F)(Context&, request_context&)>
struct binder<F> {
    using context = Context;
    static task<void> run(void* c, request_context& rc) {
        auto r = co_await F(*static_cast<Context*>(c), rc);
        answer_with(rc, r);
    }
    static handler make(Context& c) { return {&run, &c, nullptr, nullptr, answer_shape<R>()}; }
};

template <class Context, class R, described Body,
          task<result<R>> (*F)(Context&, request_context&, Body)>
struct binder<F> {
    using context = Context;
    static task<void> run(void* c, request_context& rc) {
        auto body = json::read<Body>(body_of(rc));
        if (!body) {
            rc.fail(body.error());
            co_return;
        }
        auto r = co_await F(*static_cast<Context*>(c), rc, std::move(*body));
        answer_with(rc, r);
    }
    template <auto Check> static task<void> run_checked(void* c, request_context& rc) {
        auto& context = *static_cast<Context*>(c);
        Body body{};
        const auto read =
            read_and_check(shape_of<Body>(), &body, body_of(rc), [&](std::vector<fault>& found) {
                Check(std::as_const(context), body, found);
            });
        if (!read) {
            rc.fail(read.error());
            co_return;
        }
        auto r = co_await F(context, rc, std::move(body));
        answer_with(rc, r);
    }
    static handler make(Context& c) {
        return {&run, &c, &shape_of<Body>(), nullptr, answer_shape<R>()};
    }
    template <auto Check> static handler make_checked(Context& c) {
        return {&run_checked<Check>, &c, &shape_of<Body>(), nullptr, answer_shape<R>()};
    }
};

template <class Context, class R, described Q,
          task<result<R>> (*F)(Context&, request_context&, query<Q>)>
struct binder<F> {
    using context = Context;
    static task<void> run(void* c, request_context& rc) {
        query<Q> parameters{};
        if (auto read = json::read_query(shape_of<Q>(), &parameters.value, rc.request.query);
            !read) {
            rc.fail(read.error());
            co_return;
        }
        auto r = co_await F(*static_cast<Context*>(c), rc, std::move(parameters));
        answer_with(rc, r);
    }
    static handler make(Context& c) {
        return {&run, &c, nullptr, &shape_of<Q>(), answer_shape<R>()};
    }
};

}

/// Binds handler function F to the object it works on, which must outlive the catalog.
template <auto F> [[nodiscard]] handler bind(typename detail::binder<F>::context& context) {
    return detail::binder<F>::make(context);
}
template <auto F, auto Check>
[[nodiscard]] handler bind(typename detail::binder<F>::context& context) {
    return detail::binder<F>::template make_checked<Check>(context);
}

}
