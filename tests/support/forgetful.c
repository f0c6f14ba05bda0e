/* A disk that forgets what was not synced, for tests: preloaded into a process, it copies each file below
 * FORGET_ROOT to FORGET_SHADOW whenever the process syncs it, and the names in a folder whenever that is
 * synced. After a kill the shadow is what a power cut would have left at the latest. */

#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

static int below(const char *path, char *shadow, char *inodes) {
    const char *root = getenv("FORGET_ROOT"), *to = getenv("FORGET_SHADOW");
    size_t length = root ? strlen(root) : 0;
    if (!length || !to || strncmp(path, root, length) || (path[length] && path[length] != '/')) return 0;
    snprintf(shadow, PATH_MAX, "%s/tree%s", to, path + length);
    snprintf(inodes, PATH_MAX, "%s/inodes", to);
    return 1;
}

static void make_folders(const char *path) {
    char folder[PATH_MAX];
    snprintf(folder, sizeof folder, "%s", path);
    for (char *at = folder + 1; *at; at++)
        if (*at == '/') {
            *at = 0;
            mkdir(folder, 0700);
            *at = '/';
        }
}

/* By the descriptor itself: to open and close the file anew would give the process's locks on it away. */
static void keep_file(int fd, const char *path, const struct stat *is, const char *shadow, const char *inodes) {
    char next[PATH_MAX], inode[PATH_MAX], buffer[65536];
    int from = fd, opened = -1;
    snprintf(next, sizeof next, "%s.next", shadow);
    snprintf(inode, sizeof inode, "%s/%llu", inodes, (unsigned long long)is->st_ino);
    make_folders(next);
    make_folders(inode);
    if (pread(fd, buffer, 1, 0) < 0 && errno == EBADF) from = opened = open(path, O_RDONLY);
    int to = open(next, O_CREAT | O_TRUNC | O_WRONLY, 0600);
    off_t at = 0;
    ssize_t got;
    while ((got = pread(from, buffer, sizeof buffer, at)) > 0) {
        if (write(to, buffer, got) != got) abort();
        at += got;
    }
    close(to);
    if (opened >= 0) close(opened);
    unlink(inode);
    if (link(next, inode) || rename(next, shadow)) abort();
}

static void keep_names(const char *path, const char *shadow, const char *inodes) {
    char one[PATH_MAX], kept[PATH_MAX], inode[PATH_MAX];
    struct stat is;
    DIR *folder;
    struct dirent *entry;
    mkdir(shadow, 0700);
    if ((folder = opendir(shadow))) {
        while ((entry = readdir(folder))) {
            snprintf(one, sizeof one, "%s/%s", path, entry->d_name);
            snprintf(kept, sizeof kept, "%s/%s", shadow, entry->d_name);
            if (lstat(one, &is)) unlink(kept);
        }
        closedir(folder);
    }
    if (!(folder = opendir(path))) return;
    while ((entry = readdir(folder))) {
        snprintf(one, sizeof one, "%s/%s", path, entry->d_name);
        snprintf(kept, sizeof kept, "%s/%s", shadow, entry->d_name);
        if (lstat(one, &is) || !S_ISREG(is.st_mode)) continue;
        snprintf(inode, sizeof inode, "%s/%llu", inodes, (unsigned long long)is.st_ino);
        if (access(inode, F_OK)) continue;
        unlink(kept);
        if (link(inode, kept)) abort();
    }
    closedir(folder);
}

static int keep(int fd) {
    char link_name[64], path[PATH_MAX], shadow[PATH_MAX], inodes[PATH_MAX];
    struct stat is;
    snprintf(link_name, sizeof link_name, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link_name, path, sizeof path - 1);
    if (length < 0 || fstat(fd, &is)) return -1;
    path[length] = 0;
    if (!below(path, shadow, inodes)) return 0;
    pthread_mutex_lock(&one_at_a_time);
    if (S_ISDIR(is.st_mode)) keep_names(path, shadow, inodes);
    else keep_file(fd, path, &is, shadow, inodes);
    pthread_mutex_unlock(&one_at_a_time);
    return 0;
}

int fsync(int fd) { return keep(fd); }

int fdatasync(int fd) { return keep(fd); }
