// A catalog with one endpoint of every sort, as auth and crud declare them.
#pragma once
#include <memory>
#include <nucleus/bind.hpp>
#include <nucleus/catalog.hpp>

namespace generate_test {

using namespace nucleus;

inline constexpr error_kind account_locked{"account_locked", 403, "Too many failures."};

struct login_request {
    std::optional<std::string> email;
    secret_string password;
    bool remember_me = false;
};
NUCLEUS_DESCRIBE(login_request, (email, "E-mail address", format::email),
                 (password, "The password", max_length(1024)),
                 (remember_me, "Keep the session for longer", defaulted))

struct user {
    uuid id;
    std::optional<std::string> username;
    std::optional<std::string> nick;
    instant created_at{};
    std::vector<std::string> roles;
};
NUCLEUS_DESCRIBE(user, (id, "Identifier"), (username, "Name to sign in with", nullable),
                 (nick, "What friends say"), (created_at, "When"), (roles, "By name"))

struct login_success {
    user user_;
    std::string token_type;
    std::map<std::string, std::int64_t> counters;
};
NUCLEUS_DESCRIBE(login_success, (user_, "Who", named("user")), (token_type, "Bearer"),
                 (counters, "Numbers"))

struct list_parameters {
    std::int64_t page = 1;
    std::optional<std::string> filters;
    std::vector<std::string> fields;
};
NUCLEUS_DESCRIBE(list_parameters, (page, "1-based page", at_least(1), defaulted), (filters, "JSON"),
                 (fields, "Which", defaulted))

/// A product as crud makes its shapes from the config.
inline shape product(bool answer) {
    shape s;
    s.name = "Product";
    s.doc = "A row of products";
    const auto add = [&](const char* name, value_kind kind, bool array = false) -> field& {
        auto& f = s.fields.emplace_back();
        f.name = name;
        f.type = &cell_type(kind, array);
        f.offset = cell_offset(s.fields.size() - 1);
        return f;
    };
    auto& id = add("id", value_kind::uuid);
    id.read_only = !answer, id.required = answer;
    auto& name = add("name", value_kind::text);
    name.required = true, name.min_length = 1, name.max_length = 200;
    auto& price = add("price", value_kind::decimal);
    price.required = true, price.minimum = 0, price.precision = 10, price.scale = 2;
    auto& status = add("status", value_kind::text);
    status.choices = {"draft", "published"}, status.nullable = true, status.required = answer;
    add("tags", value_kind::text, true).max_length = 20;
    add("attributes", value_kind::json).nullable = true;
    add("stock", value_kind::integer).nullable = true;
    add("picture", value_kind::bytes);
    add("launchedOn", value_kind::date), add("opensAt", value_kind::time);
    add("seenAt", value_kind::timestamp), add("soldAt", value_kind::instant);
    add("ratio", value_kind::number).maximum = 1.5;
    return s;
}

inline task<void> never(void*, request_context&) { co_return; }

inline std::unique_ptr<catalog> sample_catalog() {
    static const shape create = product(false), answer = product(true);
    const auto plain = [](const shape* body, const shape* query, const shape* shown) {
        return handler{&never, nullptr, body, query, shown};
    };
    auto c = std::make_unique<catalog>();
    c->post("LOGIN", "/auth/login", access::anyone, limit::auth,
            plain(&shape_of<login_request>(), nullptr, &shape_of<login_success>()), "Sign in")
        .fails_with({&account_locked});
    c->post("LOGOUT", "/auth/logout", access::session, limit::user,
            plain(nullptr, nullptr, nullptr), "Sign out");
    c->get("ME", "/auth/me", access::caller, limit::user,
           plain(nullptr, nullptr, &shape_of<user>()), "Who I am");
    for (auto& row : c->rows()) row.plugin = "auth";
    const auto get = access::claim("get.products");
    auto& list = c->get("GET_PRODUCTS", "/products", get, limit::user,
                        plain(nullptr, &shape_of<list_parameters>(), &answer), "List products");
    list.lists = true;
    auto& one = c->get("GET_PRODUCTS", "/products/:id", get, limit::user,
                       plain(nullptr, nullptr, &answer), "One product");
    one.answer_headers = {"ETag"}, one.also_answers = {304};
    one.request_headers = {{"If-None-Match", "304 if it is the same"}};
    c->post("ADD_PRODUCTS", "/products", access::claim("post.products"), limit::user,
            plain(&create, nullptr, &answer), "Add a product")
        .answers(201)
        .fails_with({&errors::duplicate})
        .answer_headers = {"ETag", "Location"};
    for (const auto verb : {http::method::put, http::method::patch})
        c->add(verb, "UPDATE_PRODUCTS", "/products/:id", access::claim("put.products"), limit::user,
               plain(&create, nullptr, &answer), "Change a product")
            .partial_body = true;
    c->del("DELETE_PRODUCTS", "/products/:id", access::claim("delete.products"), limit::user,
           plain(nullptr, nullptr, nullptr), "Delete a product")
        .answers(204);
    for (auto& row : c->rows())
        if (row.plugin.empty()) row.plugin = "crud";
    c->get("METRICS", "/metrics", access::anyone, limit::none, plain(nullptr, nullptr, nullptr),
           "Numbers for Prometheus")
        .raw_answer = true;
    auto& archive = c->get("ARCHIVE", "/archive", access::godmin, limit::user,
                           plain(nullptr, nullptr, nullptr), "All there is");
    archive.raw_answer = true, archive.also_types = {"application/x-tar"};
    return c;
}

}
