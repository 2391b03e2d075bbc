"""moto as one thread on a loopback port.

`moto_server` always answers from many threads, and then its conditional writes
are not atomic: two of two racing writers can win. A test that relies on "one
winner" would be testing moto's luck, so requests are served one after another.
Each connection is closed after its answer (Werkzeug speaks HTTP/1.0 when it has
one thread), so an idle client cannot block the next one. The first line on
standard output is `listening on PORT`, once it does.
"""

import argparse
import os


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0, the default: any free one")
    parser.add_argument("--recording", default=os.devnull, help="where moto's recorder writes")
    arguments = parser.parse_args()

    # moto reads this when it is imported.
    os.environ["MOTO_RECORDER_FILEPATH"] = arguments.recording
    from moto.moto_server.werkzeug_app import (
        DomainDispatcherApplication,
        MotoRequestHandler,
        create_backend_app,
    )
    from werkzeug.serving import make_server

    application = DomainDispatcherApplication(create_backend_app)
    application.debug = True
    server = make_server(
        "127.0.0.1",
        arguments.port,
        application,
        threaded=False,
        request_handler=MotoRequestHandler,
    )
    # moto reads this when it needs its own address.
    os.environ["MOTO_PORT"] = str(server.port)
    print(f"listening on {server.port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
