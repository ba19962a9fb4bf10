// From a typed function to a catalog handler.
//
//     task<result<login_success>> login(auth_context&, request_context&, login_request);
//     c.post("LOGIN", "/auth/login", access::anyone, limit::auth, bind<&login>(auth), "Sign in");
//
// The third parameter, if any, is a described struct: read from the JSON body, or with
// `query<T>` from the query string. The result is a described struct, void (data: null), or
// `answered` when the handler wrote rc.response itself.
#pragma once
#include <nucleus/catalog.hpp>

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
        auto body = json::read<Body>(rc.request.body);
        if (!body) {
            rc.fail(body.error());
            co_return;
        }
        auto r = co_await F(*static_cast<Context*>(c), rc, std::move(*body));
        answer_with(rc, r);
    }
    static handler make(Context& c) {
        return {&run, &c, &shape_of<Body>(), nullptr, answer_shape<R>()};
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

}
