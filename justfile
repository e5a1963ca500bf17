# Shortcuts for parts of `.ci/run` and `.ci/full`. `just` lists them.

_default:
    @just --list

# Formatting and lints
check:
    cargo fmt --all --check
    cargo clippy --workspace --all-targets --locked -- -D warnings

# All tests, or those whose names contain a word
test *words:
    cargo test {{ words }}

# Renew completions, man pages and reference pages
current:
    CONNLOG_TEST_OVERWRITE=1 cargo test --test project current

# Accept changed tables and help texts; read them before you commit
snapshots:
    SNAPSHOTS=overwrite cargo test --test analysis --test output --test project

# Build the book into target/book and check its links
docs:
    .ci/book

# Draw the pictures of README again
pictures:
    .ci/pictures overwrite

# Fuzz each target for some seconds
fuzz seconds="60":
    .ci/fuzz {{ seconds }}

# Licences, advisories and sources of dependencies
deny:
    .ci/dependencies

# Build the packages into target/packages and test them
package:
    packaging/build
    packaging/check

# All that CI runs for a change
ci:
    .ci/run
