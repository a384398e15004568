"""Write a tiny llama model with random weights and byte tokens: it speaks noise, but it runs.

Usage: tiny_gguf.py FILE. Needs the packages gguf and numpy, in an environment of its own.
"""

import sys

import gguf
import numpy

BLOCKS, WIDTH, HEADS, INNER, CONTEXT = 2, 64, 4, 128, 65536
TEMPLATE = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant:"


def main(path: str) -> None:
    """Write the file."""
    random = numpy.random.default_rng(7)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("noise")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(BLOCKS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    _add_tokens(writer)

    def noise(*shape: int) -> numpy.ndarray:
        return random.normal(0, 0.05, shape).astype(numpy.float32)

    ones = numpy.ones(WIDTH, dtype=numpy.float32)
    tokens = 3 + 256
    embedded, output = noise(tokens, WIDTH), noise(tokens, WIDTH)
    # the first number of every token is large, so that it works as a constant to which the
    # output's first numbers give each byte its share: readable ones, and ones that end things
    embedded[:, 0] = 1.0
    output[:, 0] = [_share(token - 3) for token in range(tokens)]
    writer.add_tensor("token_embd.weight", embedded)
    writer.add_tensor("output_norm.weight", ones)
    writer.add_tensor("output.weight", output)
    for n in range(BLOCKS):
        writer.add_tensor(f"blk.{n}.attn_norm.weight", ones)
        writer.add_tensor(f"blk.{n}.ffn_norm.weight", ones)
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            writer.add_tensor(f"blk.{n}.{name}.weight", noise(WIDTH, WIDTH))
        for name in ("ffn_gate", "ffn_up"):
            writer.add_tensor(f"blk.{n}.{name}.weight", noise(INNER, WIDTH))
        writer.add_tensor(f"blk.{n}.ffn_down.weight", noise(WIDTH, INNER))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _share(byte: int) -> float:
    if byte < 32 or byte > 126 or chr(byte) == "\\":
        return -2.0
    return {"{": 1.0, "]": 0.5, "}": 0.5, '"': 0.35, " ": 0.35}.get(chr(byte), 0.0)


def _add_tokens(writer: gguf.GGUFWriter) -> None:
    kinds = gguf.TokenType
    writer.add_tokenizer_model("llama")
    writer.add_token_list(["<unk>", "<s>", "</s>", *(f"<0x{n:02X}>" for n in range(256))])
    writer.add_token_scores([0.0] * (3 + 256))
    writer.add_token_types([kinds.UNKNOWN, kinds.CONTROL, kinds.CONTROL, *[kinds.BYTE] * 256])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    writer.add_chat_template(TEMPLATE)


if __name__ == "__main__":
    main(sys.argv[1])
