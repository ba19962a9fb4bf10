// Tables of other plugins that are served like entities: registry::entities().
#pragma once
#include "config.hpp"

namespace nucleus::crud {

/// One of them, in the words of `entities` and a few more. The plugin's migrations make the table;
/// crud changes nothing about it.
struct table_declaration {
    entity_config entity;
    std::string key, get_key;
    std::vector<verb> verbs{verb::get, verb::post, verb::put, verb::del};
    std::vector<std::string> hidden, only_created;
    bool godmin = false, only_lists = false;
};
NUCLEUS_DESCRIBE(table_declaration, (entity, "As in the section entities"),
                 (key, "In the keys of its endpoints: SYSTEM_USER"),
                 (get_key, "Of its GET, when that is not GET_ and the key", defaulted),
                 (verbs, "What the API offers", defaulted),
                 (hidden, "Columns that never leave the server, nor are written", defaulted),
                 (only_created, "Columns that are written at creation only", defaulted),
                 (godmin, "For nobody but a godmin, instead of claims", defaulted),
                 (only_lists, "No GET of a single row: the plugin has one of its own", defaulted))

}
