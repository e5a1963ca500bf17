//! The whole server, asked over its routes and over real sockets.
