import org.apache.lucene.analysis.WhitespaceAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.RAMDirectory;

/** LUCENE-2783: a commit must not wait for merges that wait for it. */
public class LuceneMergeWaitsForCommit {
  public static void main(String[] arguments) throws Exception {
    IndexWriter writer = new IndexWriter(new RAMDirectory(), true, new WhitespaceAnalyzer(), true);
    writer.setMergeFactor(2);
    ConcurrentMergeScheduler merges = new ConcurrentMergeScheduler();
    merges.setMaxThreadCount(1);
    writer.setMergeScheduler(merges);
    for (int i = 0; i < 6; i++) {
      writer.addDocument(new Document());
      writer.commit();
    }
    writer.close();
  }
}
