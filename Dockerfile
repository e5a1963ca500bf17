# A static program in an image without a shell, for an unprivileged user. `docker build -t connlog .`
FROM rust:1-alpine AS build
RUN apk add --no-cache build-base
WORKDIR /src
COPY . .
RUN cargo build --release --locked && strip target/release/connlog

# With a shell, for CI systems that run scripts in the image: `docker build --target ci -t connlog:ci .`
FROM alpine:3 AS ci
COPY --from=build /src/target/release/connlog /usr/bin/connlog
RUN adduser -D connlog
USER connlog

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /src/target/release/connlog /usr/bin/connlog
COPY --from=build /src/LICENSE-MIT /src/LICENSE-APACHE /usr/share/doc/connlog/
ENTRYPOINT ["/usr/bin/connlog"]
