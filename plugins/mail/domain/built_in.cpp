// The templates that come with the plugin.
#include "domain/templates.hpp"
#include <stdexcept>
#include <utility>
#include <vector>

namespace nucleus::mailing {

namespace {

std::string page(std::string_view content) {
    std::string out = R"(<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"></head>
<body style="font-family: sans-serif; line-height: 1.5; max-width: 34em; margin: 2em auto">
)";
    out += content;
    out += R"(<p style="color: #666">{{appName}}</p>
</body>
</html>
)";
    return out;
}

/// A mail that asks for one click. `fact` is left out when it is not known.
mail_template with_link(std::string subject, const std::string& why, const std::string& button,
                        const std::string& otherwise, const std::string& fact = {}) {
    const auto fact_in = [&](const char* before, const char* after) {
        return fact.empty() ? std::string{} : before + fact + after;
    };
    return {std::move(subject),
            why + "\n\n{{link}}\n\nThe link works for {{expiresIn}}, and once.\n" +
                fact_in("", "\n") + otherwise + "\n\n-- \n{{appName}}\n",
            page("<p>" + why + "</p>\n<p><a href=\"{{link}}\">" + button +
                 "</a></p>\n<p>The link works for {{expiresIn}}, and once.</p>\n" +
                 fact_in("<p>", "</p>\n") + "<p>" + otherwise + "</p>\n")};
}

/// A mail that tells of something; each of `facts` is left out when it is not known.
mail_template notice(std::string subject, const std::string& what,
                     const std::vector<std::string>& facts, const std::string& otherwise) {
    mail_template t{std::move(subject), what + "\n\n", "<p>" + what + "</p>\n"};
    for (const auto& fact : facts) {
        t.text += fact + "\n";
        t.html += "<p>" + fact + "</p>\n";
    }
    t.text += otherwise + "\n\n-- \n{{appName}}\n";
    t.html = page(t.html + "<p>" + otherwise + "</p>\n");
    return t;
}

const std::map<std::string, mail_template, std::less<>>& all() {
    static const std::string unasked = "If you did not ask for this, you need do nothing.";
    static const std::string not_you =
        "If this was not you, choose a new password and look at the sessions of your account.";
    static const std::vector<std::string> circumstances{"Time: {{time}}", "Device: {{device}}",
                                                        "Address: {{ipAddress}}"};
    static const std::map<std::string, mail_template, std::less<>> templates{
        {"verifyEmail", with_link("Confirm your address for {{appName}}",
                                  "Please confirm that this is your e-mail address:",
                                  "Confirm the address", unasked,
                                  "Unless that is done by {{confirmBefore}}, what was signed up "
                                  "for is removed.")},
        {"resetPassword",
         with_link("Choose a new password for {{appName}}",
                   "Choose a new password here:", "Choose a new password", unasked)},
        {"accountMade", with_link("Your account at {{appName}}",
                                  "An account at {{appName}} was made for you. Choose its "
                                  "password here:",
                                  "Choose a password",
                                  "If you do not know what this is about, you need do nothing.")},
        {"magicLink", with_link("Sign in to {{appName}}", "Sign in here:", "Sign in",
                                "If you did not ask for this, do not follow the link.")},
        {"invite", with_link("You are invited to {{appName}}",
                             "You have been invited to {{appName}}. Accept the invitation here:",
                             "Accept the invitation",
                             "If you do not know what this is about, you need do nothing.")},
        {"emailChange",
         with_link("Confirm your new address for {{appName}}",
                   "Please confirm that this is the new e-mail address of your account:",
                   "Confirm the new address", unasked)},
        {"emailChangeNotice", notice("The address of your account at {{appName}} changes",
                                     "A new e-mail address was given for your account.",
                                     {"New address: {{newEmail}}", "Time: {{time}}"}, not_you)},
        {"registeredAlready",
         notice("You have an account at {{appName}} already",
                "Somebody, perhaps you, tried to register with this e-mail address, which has an "
                "account already.",
                {},
                "Sign in with it, or choose a new password if you have forgotten yours. If it was "
                "not you, you need do nothing.")},
        {"passwordChanged", notice("Your password for {{appName}} was changed",
                                   "The password of your account was changed.", circumstances,
                                   "If this was not you, choose a new password at once.")},
        {"approveSignIn",
         notice("Approve a sign-in to {{appName}}",
                "Somebody, perhaps you, wants to sign in to your account on a device that was not "
                "used before. Approve it within {{expiresIn}}, or reject it, in the list of "
                "sessions on a device that you already use.",
                circumstances,
                "If this was not you, reject it, and choose a new password for the account and "
                "for this mailbox: somebody knows one of them.")},
        {"newDevice",
         notice(
             "A new sign-in to {{appName}}",
             "Your account was used to sign in from a device that was not used before.",
             {"Code: {{code}}", "Time: {{time}}", "Device: {{device}}", "Address: {{ipAddress}}"},
             not_you)}};
    return templates;
}

}

const mail_template& built_in(std::string_view purpose) {
    const auto at = all().find(purpose);
    if (at == all().end())
        throw std::invalid_argument("there is no mail for " + std::string{purpose});
    return at->second;
}

}
