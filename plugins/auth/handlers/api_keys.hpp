// API_KEYS_CREATE, _LIST, _DETAIL, _UPDATE, _REVOKE: /auth/api-keys.
#pragma once
#include "handlers/auth_context.hpp"

namespace nucleus::auth {

using name_list = std::vector<std::string>;

struct api_key_request {
    std::string name;
    std::optional<std::string> description;
    std::optional<name_list> allowed_roles, allowed_claims, allowed_scopes;
    std::optional<instant> expires_at;
};
NUCLEUS_DESCRIBE(api_key_request, (name, "For people", trimmed, min_length(1), max_length(255)),
                 (description, "For people", trimmed, max_length(2000)),
                 (allowed_roles, "Its claims come through these roles only", max_length(200)),
                 (allowed_claims, "It has these claims only", max_length(200)),
                 (allowed_scopes, "Only claims like these: get.*", max_length(200)),
                 (expires_at, "Good until then; default: until it is revoked"))

struct api_key_update {
    std::optional<std::string> name, description;
    std::optional<name_list> allowed_roles, allowed_claims, allowed_scopes;
    std::optional<instant> expires_at;
};
NUCLEUS_DESCRIBE(api_key_update, (name, "For people", trimmed, min_length(1), max_length(255)),
                 (description, "For people", trimmed, max_length(2000)),
                 (allowed_roles, "Its claims come through these roles only", max_length(200)),
                 (allowed_claims, "It has these claims only", max_length(200)),
                 (allowed_scopes, "Only claims like these: get.*", max_length(200)),
                 (expires_at, "Good until then"))

struct api_key_info {
    uuid id;
    std::string name;
    std::optional<std::string> description;
    std::string key_preview;
    std::optional<name_list> allowed_roles, allowed_claims, allowed_scopes;
    std::optional<instant> expires_at, last_used_at;
    std::optional<std::string> last_used_ip;
    std::int64_t usage_count = 0;
    instant created_at;
    std::optional<std::string> key;
};
NUCLEUS_DESCRIBE(api_key_info, (id, "Of the key"), (name, "For people"),
                 (description, "For people", nullable), (key_preview, "How it begins and ends"),
                 (allowed_roles, "null: any that its owner has", nullable),
                 (allowed_claims, "null: any that its owner has", nullable),
                 (allowed_scopes, "null: any", nullable), (expires_at, "null: never", nullable),
                 (last_used_at, "Some seconds late; null: never", nullable),
                 (last_used_ip, "From where", nullable), (usage_count, "Requests made with it"),
                 (created_at, "Since when"), (key, "The key itself, said once: at its creation"))

/// All that a user has: one page.
struct page_meta {
    std::int64_t page = 1, limit = 0, total_items = 0, total_pages = 1;
    bool has_next_page = false, has_prev_page = false;
};
NUCLEUS_DESCRIBE(page_meta, (page, "1"), (limit, "As many as a user may have"),
                 (total_items, "As many as there are"), (total_pages, "1"),
                 (has_next_page, "false"), (has_prev_page, "false"))
struct api_key_list {
    std::vector<api_key_info> items;
    page_meta meta;
};
NUCLEUS_DESCRIBE(api_key_list, (items, "Those that are not revoked, newest first"),
                 (meta, "One page"))

void check_new_key(const auth_context& auth, const api_key_request& body,
                   std::vector<fault>& found);
void check_key_update(const auth_context& auth, const api_key_update& body,
                      std::vector<fault>& found);
task<result<api_key_info>> create_key(auth_context& auth, request_context& rc,
                                      api_key_request body);
task<result<api_key_list>> list_keys(auth_context& auth, request_context& rc);
task<result<api_key_info>> show_key(auth_context& auth, request_context& rc);
task<result<api_key_info>> update_key(auth_context& auth, request_context& rc, api_key_update body);
task<result<void>> revoke_key(auth_context& auth, request_context& rc);

}
