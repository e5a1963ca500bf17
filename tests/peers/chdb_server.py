#!/usr/bin/env python3
"""Serves the HTTP interface of ClickHouse with the engine of `chdb-core`, as far as the tests of archives need it.

Usage: chdb_server.py PORT FOLDER
"""

import email
import os
import re
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from chdb import session

# The users of tests/archive/clickhouse/server.rs; the second value is whether a user may only read.
USERS = {"writer": ("s3cret-of-writer", False), "reader": ("s3cret-of-reader", True)}


class Failure(Exception):
    """An answer with another status than 200."""

    def __init__(self, status, text):
        super().__init__(text)
        self.status = status


class Engine:
    """One session, which runs one statement at a time."""

    def __init__(self, folder):
        self.session = session.Session(folder)
        self.lock = threading.Lock()

    def run(self, statement):
        try:
            result = self.session.query(statement, "TSV")
            return result.bytes() if result is not None else b""
        except Exception as error:
            raise Failure(500, re.sub(r"^.*?(?=Code: \d)", "", str(error), flags=re.S)) from error

    def answer(self, database, statement, body, tables):
        """Runs a statement in a database. `body`: rows of an INSERT. `tables`: name to structure and rows."""
        with self.lock, tempfile.TemporaryDirectory() as folder:
            if database is not None:
                found = self.run(f"SELECT count() FROM system.databases WHERE name = '{database}'")
                if found.strip() != b"1":
                    raise Failure(404, f"Code: 81. DB::Exception: Database {database} does not exist. (UNKNOWN_DATABASE)")
                self.run(f"USE `{database}`")
            for name, (structure, rows) in tables.items():
                file = save(folder, name, rows)
                statement = re.sub(rf"\bIN {name}\b", f"IN (SELECT * FROM file('{file}', RowBinary, '{structure}'))", statement)
            if body:
                insert = re.fullmatch(r"INSERT INTO (\w+) \((.*)\) FORMAT RowBinary", statement)
                table, columns = insert.group(1), [name.strip() for name in insert.group(2).split(",")]
                described = self.run(f"DESCRIBE TABLE {table}").decode().splitlines()
                types = dict(line.split("\t")[:2] for line in described)
                structure = ", ".join(f"{name} {types[name]}" for name in columns).replace("\\'", "'").replace("'", "\\'")
                file = save(folder, "rows", body)
                statement = f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM file('{file}', RowBinary, '{structure}')"
            return self.run(statement)


def save(folder, name, rows):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(rows)
    return path


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        self.reply(200, b"Ok.\n")

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            self.reply(200, self.statement(body))
        except Failure as failure:
            self.reply(failure.status, str(failure).encode())

    def statement(self, body):
        readonly = self.login()
        parameters = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        statement, tables = parameters.get("query"), {}
        kind = self.headers.get("Content-Type", "")
        if kind.startswith("multipart/"):
            message = email.message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
            for part in message.get_payload():
                name = part.get_param("name", header="content-disposition")
                tables[name] = (parameters[f"{name}_structure"], part_bytes(body, kind))
            body = b""
        if statement is None:
            statement, body = body.decode(), b""
        if readonly and not statement.startswith("SELECT"):
            raise Failure(500, "Code: 164. DB::Exception: Cannot execute query in readonly mode. (READONLY)")
        return self.server.engine.answer(parameters.get("database"), statement, body, tables)

    def login(self):
        user, key = self.headers.get("X-ClickHouse-User", "default"), self.headers.get("X-ClickHouse-Key", "")
        if USERS.get(user, ("", False))[0] != key or user not in USERS:
            raise Failure(403, f"Code: 516. DB::Exception: {user}: Authentication failed. (AUTHENTICATION_FAILED)")
        return USERS[user][1]

    def reply(self, status, body):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def part_bytes(body, kind):
    """The bytes of the only part: the parser of `email` changes line ends."""
    boundary = kind.split("boundary=")[1].encode()
    start = body.index(b"\r\n\r\n") + 4
    return body[start : body.rindex(b"\r\n--" + boundary + b"--")]


def main():
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
    server.engine = Engine(sys.argv[2])
    server.serve_forever()


if __name__ == "__main__":
    main()
