"""Serves a Snowflake that holds both generations of tables: python3 serve_tables.py FIXTURES. Prints its port when it is ready."""

import csv
import os
import pathlib
import sys

import fakesnow
import snowflake.connector

# The server prints its requests on stdout, which holds the port alone.
READY = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
FIXTURES = pathlib.Path(sys.argv[1])
TIMES = ("time_stamp", "_fivetran_synced", "signed_up", "created_at")
FLAGS = ("paused", "_fivetran_deleted", "email_disabled", "verified")
OLDER = {"connection_id": "connector_id", "connection_name": "connector_name"}


def literal(value, kind):
    if not value:
        return "null"
    text = "'" + value.replace("'", "''") + "'"
    return {"timestamp_tz": text[:-1] + "+00:00'::timestamp_tz", "variant": f"to_variant({text})"}.get(kind, text)


def kind(column, present):
    if column in TIMES:
        return "timestamp_tz" if present else "timestamp_ntz"
    if column in FLAGS:
        return "boolean"
    return "variant" if column == "message_data" and not present else "varchar"


def fill(cursor, schema, table, file, present):
    with (FIXTURES / file).open(newline="") as lines:
        header, *rows = csv.reader(lines)
    kinds = [kind(column, present) for column in header]
    names = [column if present else OLDER.get(column, column) for column in header]
    columns = ", ".join(f'"{name.upper()}" {of_type}' for name, of_type in zip(names, kinds))
    cursor.execute(f'create table raw.{schema}."{table}" ({columns})')
    for row in rows:
        values = ", ".join(literal(value, of_type) for value, of_type in zip(row, kinds))
        cursor.execute(f'insert into raw.{schema}."{table}" select {values}')


with fakesnow.server() as options:
    cursor = snowflake.connector.connect(**options).cursor()
    cursor.execute("create database raw")
    cursor.execute("create schema raw.fivetran_log")
    cursor.execute("create schema raw.older")
    for table in ("log", "connection", "destination", "user"):
        fill(cursor, "fivetran_log", table.upper(), f"{table}.csv", True)
    fill(cursor, "older", "LOG", "log.csv", False)
    fill(cursor, "older", "CONNECTOR", "connection.csv", False)
    print(options["port"], file=READY, flush=True)
    sys.stdin.read()
