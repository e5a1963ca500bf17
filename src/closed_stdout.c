// Rust's standard library opens /dev/null in place of a closed stdout before `main`, so the output would be lost without
// an error. This constructor runs earlier, and puts /dev/full there: every write fails. The unusual flags are the mark
// that `output::is_stdout_closed` looks for.
#include <fcntl.h>
#include <unistd.h>

__attribute__((constructor)) static void mark_closed_stdout(void) {
    if (fcntl(1, F_GETFD) != -1) {
        return;
    }
    int opened = open("/dev/full", O_RDWR | O_APPEND);
    if (opened == 0) {
        // stdin is closed too: the standard library opens /dev/null there.
        fcntl(opened, F_DUPFD, 1);
        close(opened);
    }
}
